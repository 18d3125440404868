#include "custody/keys/key_record.h"

#include <gmock/gmock.h>

namespace pyx::custody {
namespace key_record_test {

struct NamedState {
  KeyState state;
  std::string_view name;
};
// After the states of SP 800-57 part 1 rev. 5, section 7.
constexpr NamedState kStates[] = {{KeyState::kPreActivation, "pre-activation"},
                                  {KeyState::kActive, "active"},
                                  {KeyState::kDeactivated, "deactivated"},
                                  {KeyState::kDestroyed, "destroyed"}};

TEST(KeyRecord, EachStateHasItsNameAndIsFoundByIt) {
  for (const auto& [state, name] : kStates) {
    EXPECT_EQ(to_text(state), name);
    EXPECT_EQ(key_state_from(name), state);
  }
}
TEST(KeyRecord, AnotherNameIsNoState) {
  for (const std::string_view name :
       {"", "Active", "active ", "preactivation", "suspended", "compromised"}) {
    EXPECT_FALSE(key_state_from(name)) << name;
  }
}
TEST(KeyRecord, ANewRecordIsNotActive) {
  EXPECT_EQ(KeyRecord().state, KeyState::kPreActivation);
  EXPECT_FALSE(KeyRecord().activated);
}

struct KeyUse {
  KeyType type;
  Purpose purpose;
  std::optional<Scheme> scheme;
};
// The table "Request" of docs/formats/leaves.md.
TEST(KeyRecord, TheSchemeFollowsFromTypeAndPurpose) {
  constexpr KeyUse kUses[] = {
      {KeyType::kRsa2048, Purpose::kSign, Scheme::kRsaPssSha256},
      {KeyType::kRsa4096, Purpose::kSign, Scheme::kRsaPssSha256},
      {KeyType::kRsa3072, Purpose::kBlindSign, Scheme::kRsaBlind},
      {KeyType::kP256, Purpose::kSign, Scheme::kEcdsaSha256},
      {KeyType::kP384, Purpose::kSign, Scheme::kEcdsaSha384},
      {KeyType::kEd25519, Purpose::kSign, Scheme::kEd25519},
      {KeyType::kGenericSecret, Purpose::kMac, Scheme::kHmacSha256},
      {KeyType::kAes256, Purpose::kEncrypt, std::nullopt},
      {KeyType::kP256, Purpose::kBlindSign, std::nullopt},
      {KeyType::kGenericSecret, Purpose::kSign, std::nullopt},
      {KeyType::kRsa2048, Purpose::kMac, std::nullopt},
  };
  for (const auto& [type, purpose, scheme] : kUses) {
    KeyRecord record;
    record.type = type;
    record.purpose = purpose;
    EXPECT_EQ(record.scheme(), scheme) << to_text(type) << " to " << to_text(purpose);
  }
}
TEST(KeyRecord, ACopyIsOnATokenUntilItIsGone) {
  KeyRecord key;
  key.restored = {{{}, "98", "m", "m.so", false, Time{}}, {{}, "99", "m", "m.so", false, Time{}}};
  ASSERT_NE(key.copy_on("99"), nullptr);
  EXPECT_EQ(key.copy_on("99")->token_serial, "99");
  EXPECT_EQ(key.copy_on("97"), nullptr);
  key.restored[1].gone = Time{};
  EXPECT_EQ(key.copy_on("99"), nullptr);
}
TEST(KeyRecord, WhatExposedItOnceIsNotForgottenAfterAnotherProof) {
  KeyRecord key;
  key.proven = KeyElsewhere{{}, "98", "m", "m.so", false, Time{}};
  EXPECT_FALSE(key.exposed());
  key.proven_before = {{{}, "97", "m", "m.so", true, Time{}}};
  EXPECT_TRUE(key.exposed());
}

}  // namespace key_record_test
}  // namespace pyx::custody
