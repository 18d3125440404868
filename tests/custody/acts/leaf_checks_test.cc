#include "custody/acts/leaf_checks.h"

#include <gmock/gmock.h>

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace leaf_checks_test {

using policies::ActType;
using pyx::testing::envelope_by;
using pyx::testing::TestKey;

// ACT-QUORUM: what says whose signatures count is never taken on a checkpoint's word.
TEST(ChecksOf, WhatDecidesForOthersIsAlwaysChecked) {
  for (const ActType type : {ActType::kPolicyChange, ActType::kLogRotate}) {
    EXPECT_EQ(checks_of(type, LeafChecks::kUnderCheckpoint), LeafChecks::kAll);
    EXPECT_EQ(checks_of(type, LeafChecks::kAll), LeafChecks::kAll);
  }
  for (const ActType type : {ActType::kKeyGenerate, ActType::kKeyActivate, ActType::kKeyRetire,
                             ActType::kKeyDestroy, ActType::kThaw}) {
    EXPECT_EQ(checks_of(type, LeafChecks::kUnderCheckpoint), LeafChecks::kUnderCheckpoint);
    EXPECT_EQ(checks_of(type, LeafChecks::kAll), LeafChecks::kAll);
  }
}

class SignedOnceBy : public ::testing::Test {
 protected:
  const TestKey key_{KeyType::kEd25519};
  const TestKey other_{KeyType::kP256};
};

TEST_F(SignedOnceBy, TakesTheOneSignatureOfTheKey) {
  EXPECT_TRUE(
      signed_once_by(envelope_by({&key_}, to_bytes("act")), key_.public_key(), LeafChecks::kAll));
}

TEST_F(SignedOnceBy, RefusesAnotherKeysUnlessItStandsUnderACheckpoint) {
  const Envelope envelope = envelope_by({&other_}, to_bytes("act"));
  EXPECT_FALSE(signed_once_by(envelope, key_.public_key(), LeafChecks::kAll));
  EXPECT_TRUE(signed_once_by(envelope, key_.public_key(), LeafChecks::kUnderCheckpoint));
}

// Trap 1: one person, one signature, whoever checked it before.
TEST_F(SignedOnceBy, RefusesNoneAndTwoInEitherCase) {
  for (const LeafChecks how : {LeafChecks::kAll, LeafChecks::kUnderCheckpoint}) {
    EXPECT_FALSE(signed_once_by(envelope_by({}, to_bytes("act")), key_.public_key(), how));
    EXPECT_FALSE(
        signed_once_by(envelope_by({&key_, &other_}, to_bytes("act")), key_.public_key(), how));
  }
}

TEST_F(SignedOnceBy, ByAllIsByEachOfThemAndNobodyElse) {
  const std::vector<const PublicKey*> both = {&key_.public_key(), &other_.public_key()};
  const Bytes payload = to_bytes("act");
  EXPECT_TRUE(signed_by_all(envelope_by({&other_, &key_}, payload), both, LeafChecks::kAll));
  EXPECT_FALSE(signed_by_all(envelope_by({&key_}, payload), both, LeafChecks::kAll));
  Envelope forged = envelope_by({&key_, &other_}, payload);
  forged.payload = to_bytes("another");
  EXPECT_FALSE(signed_by_all(forged, both, LeafChecks::kAll));
  EXPECT_TRUE(signed_by_all(forged, both, LeafChecks::kUnderCheckpoint));
  const TestKey third(KeyType::kEd25519);
  EXPECT_FALSE(signed_by_all(envelope_by({&key_, &third}, payload), both, LeafChecks::kAll));
  EXPECT_FALSE(
      signed_by_all(envelope_by({&key_, &third}, payload), both, LeafChecks::kUnderCheckpoint));
  EXPECT_FALSE(
      signed_by_all(envelope_by({&key_, &other_, &third}, payload), both, LeafChecks::kAll));
}

}  // namespace leaf_checks_test
}  // namespace pyx::custody
