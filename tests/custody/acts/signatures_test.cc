#include "custody/acts/signatures.h"

#include <gmock/gmock.h>

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace {

using policies::ActType;
using pyx::testing::envelope_by;
using pyx::testing::TestKey;

// ACT-QUORUM: what says whose signatures count is never taken on a checkpoint's word.
TEST(SignaturesOf, WhatDecidesForOthersIsAlwaysChecked) {
  for (const ActType type : {ActType::kPolicyChange, ActType::kLogRotate}) {
    EXPECT_EQ(signatures_of(type, Signatures::kUnderCheckpoint), Signatures::kCheck);
    EXPECT_EQ(signatures_of(type, Signatures::kCheck), Signatures::kCheck);
  }
  for (const ActType type : {ActType::kKeyGenerate, ActType::kKeyActivate, ActType::kKeyRetire,
                             ActType::kKeyDestroy, ActType::kThaw}) {
    EXPECT_EQ(signatures_of(type, Signatures::kUnderCheckpoint), Signatures::kUnderCheckpoint);
    EXPECT_EQ(signatures_of(type, Signatures::kCheck), Signatures::kCheck);
  }
}

class SignedOnceBy : public ::testing::Test {
 protected:
  const TestKey key_{KeyType::kEd25519};
  const TestKey other_{KeyType::kP256};
};

TEST_F(SignedOnceBy, TakesTheOneSignatureOfTheKey) {
  EXPECT_TRUE(
      signed_once_by(envelope_by({&key_}, to_bytes("act")), key_.public_key(), Signatures::kCheck));
}

TEST_F(SignedOnceBy, RefusesAnotherKeysUnlessItStandsUnderACheckpoint) {
  const Envelope envelope = envelope_by({&other_}, to_bytes("act"));
  EXPECT_FALSE(signed_once_by(envelope, key_.public_key(), Signatures::kCheck));
  EXPECT_TRUE(signed_once_by(envelope, key_.public_key(), Signatures::kUnderCheckpoint));
}

// Trap 1: one person, one signature, whoever checked it before.
TEST_F(SignedOnceBy, RefusesNoneAndTwoInEitherCase) {
  for (const Signatures how : {Signatures::kCheck, Signatures::kUnderCheckpoint}) {
    EXPECT_FALSE(signed_once_by(envelope_by({}, to_bytes("act")), key_.public_key(), how));
    EXPECT_FALSE(
        signed_once_by(envelope_by({&key_, &other_}, to_bytes("act")), key_.public_key(), how));
  }
}

}  // namespace
}  // namespace pyx::custody
