#include "base/key_type.h"

#include <gmock/gmock.h>

#include <array>

namespace pyx {
namespace key_type_test {

constexpr std::array kTypes = {KeyType::kRsa2048,       KeyType::kRsa3072, KeyType::kRsa4096,
                               KeyType::kP256,          KeyType::kP384,    KeyType::kEd25519,
                               KeyType::kGenericSecret, KeyType::kAes256};
constexpr std::array kPurposes = {Purpose::kSign,     Purpose::kBlindSign, Purpose::kMac,
                                  Purpose::kEncrypt,  Purpose::kCoin,      Purpose::kCoinSeed,
                                  Purpose::kEnvelope, Purpose::kAnswer};
constexpr std::array kSchemes = {Scheme::kRsaPssSha256, Scheme::kRsaBlind, Scheme::kEcdsaSha256,
                                 Scheme::kEcdsaSha384,  Scheme::kEd25519,  Scheme::kHmacSha256};

TEST(KeyTypeNames, EachNameReadsBackAsItself) {
  for (const KeyType type : kTypes) EXPECT_EQ(key_type_from(to_text(type)), type);
  for (const Purpose purpose : kPurposes) EXPECT_EQ(purpose_from(to_text(purpose)), purpose);
  for (const Scheme scheme : kSchemes) EXPECT_EQ(scheme_from(to_text(scheme)), scheme);
}

TEST(KeyTypeNames, AreThoseOfThePolicyFile) {
  EXPECT_EQ(to_text(KeyType::kRsa2048), "rsa-2048");
  EXPECT_EQ(to_text(KeyType::kGenericSecret), "generic-secret");
  EXPECT_EQ(to_text(Purpose::kBlindSign), "blind-sign");
  EXPECT_EQ(to_text(Scheme::kRsaPssSha256), "rsa-pss-sha256");
}

TEST(KeyTypeNames, UnknownNamesAreNothing) {
  for (const auto* text : {"", "?", "RSA-2048", "rsa-1024", "p-521", " p-256", "p-256 "}) {
    EXPECT_EQ(key_type_from(text), std::nullopt) << text;
    EXPECT_EQ(purpose_from(text), std::nullopt) << text;
    EXPECT_EQ(scheme_from(text), std::nullopt) << text;
  }
}

TEST(KeyTypeNames, WhatIsNoValueOfTheEnumerationHasNoNameThatReadsBack) {
  EXPECT_EQ(key_type_from(to_text(static_cast<KeyType>(99))), std::nullopt);
  EXPECT_FALSE(fits(static_cast<KeyType>(99), Purpose::kSign));
  EXPECT_FALSE(fits(KeyType::kP256, static_cast<Purpose>(99)));
}

// The whole table, so that a type or purpose added later shows here.
TEST(KeyTypePurposes, OnlyThesePairsFit) {
  for (const KeyType type : kTypes) {
    EXPECT_EQ(fits(type, Purpose::kSign), is_asymmetric(type));
    EXPECT_EQ(fits(type, Purpose::kBlindSign), is_rsa(type));
    EXPECT_EQ(fits(type, Purpose::kMac), type == KeyType::kGenericSecret);
    EXPECT_EQ(fits(type, Purpose::kEncrypt), type == KeyType::kAes256);
    EXPECT_EQ(fits(type, Purpose::kCoin), type == KeyType::kGenericSecret);
    EXPECT_EQ(fits(type, Purpose::kCoinSeed), type == KeyType::kGenericSecret);
    EXPECT_EQ(fits(type, Purpose::kEnvelope), type == KeyType::kP256);
    EXPECT_EQ(fits(type, Purpose::kAnswer), is_asymmetric(type));
  }
}

TEST(KeyTypePurposes, TheSchemeFollowsFromTypeAndPurpose) {
  EXPECT_EQ(scheme_of(KeyType::kRsa4096, Purpose::kSign), Scheme::kRsaPssSha256);
  EXPECT_EQ(scheme_of(KeyType::kRsa4096, Purpose::kBlindSign), Scheme::kRsaBlind);
  EXPECT_EQ(scheme_of(KeyType::kP256, Purpose::kSign), Scheme::kEcdsaSha256);
  EXPECT_EQ(scheme_of(KeyType::kP384, Purpose::kSign), Scheme::kEcdsaSha384);
  EXPECT_EQ(scheme_of(KeyType::kEd25519, Purpose::kSign), Scheme::kEd25519);
  EXPECT_EQ(scheme_of(KeyType::kGenericSecret, Purpose::kMac), Scheme::kHmacSha256);
  EXPECT_EQ(scheme_of(KeyType::kGenericSecret, Purpose::kCoin), Scheme::kHmacSha256);
  EXPECT_EQ(scheme_of(KeyType::kEd25519, Purpose::kAnswer), Scheme::kEd25519);
  EXPECT_EQ(scheme_of(KeyType::kP256, Purpose::kEnvelope), std::nullopt);
  EXPECT_EQ(scheme_of(KeyType::kAes256, Purpose::kEncrypt), std::nullopt);
  EXPECT_EQ(scheme_of(KeyType::kP256, Purpose::kBlindSign), std::nullopt);
  EXPECT_EQ(scheme_of(KeyType::kAes256, Purpose::kMac), std::nullopt);
}

TEST(KeyTypePurposes, AllButEd25519KeysCanBeWrapped) {
  for (const KeyType type : kTypes) EXPECT_EQ(is_wrappable(type), type != KeyType::kEd25519);
}

TEST(KeyTypePurposes, SecretsAreNeitherRsaNorAsymmetric) {
  for (const KeyType type : {KeyType::kGenericSecret, KeyType::kAes256}) {
    EXPECT_FALSE(is_rsa(type));
    EXPECT_FALSE(is_asymmetric(type));
  }
  EXPECT_FALSE(is_rsa(KeyType::kEd25519));
}

}  // namespace key_type_test
}  // namespace pyx
