#include "pkcs11/key_generation.h"

#include <algorithm>

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace key_generation_test {

class KeyGenerationOnSoftHsm : public OnSoftHsm {
 protected:
  static std::string value_of(const KeyFacts& facts, std::string_view name) {
    const auto found = std::ranges::find(facts.attributes, name, &Attribute::name);
    return found == facts.attributes.end() ? "not read" : found->value;
  }
  pyx::testing::FaultyModule faulty_;
  std::unique_ptr<Token> token_ = open(faulty_.path());
};

struct Pair {
  KeyType type;
  Purpose purpose;
  const char* mechanism;
};
constexpr Pair kAllPairs[] = {
    {KeyType::kRsa2048, Purpose::kSign, "CKM_RSA_PKCS_PSS"},
    {KeyType::kRsa2048, Purpose::kBlindSign, "CKM_RSA_X_509"},
    {KeyType::kRsa3072, Purpose::kSign, "CKM_RSA_PKCS_PSS"},
    {KeyType::kRsa4096, Purpose::kSign, "CKM_RSA_PKCS_PSS"},
    {KeyType::kP256, Purpose::kSign, "CKM_ECDSA"},
    {KeyType::kP384, Purpose::kSign, "CKM_ECDSA"},
    {KeyType::kEd25519, Purpose::kSign, "CKM_EDDSA"},
    {KeyType::kGenericSecret, Purpose::kMac, "CKM_SHA256_HMAC"},
    {KeyType::kAes256, Purpose::kEncrypt, "CKM_AES_GCM"},
    {KeyType::kGenericSecret, Purpose::kCoin, "CKM_SHA256_HMAC"},
    {KeyType::kGenericSecret, Purpose::kCoinSeed, "CKM_SHA256_HMAC"},
    {KeyType::kP256, Purpose::kAnswer, "CKM_ECDSA"},
    {KeyType::kEd25519, Purpose::kAnswer, "CKM_EDDSA"},
    {KeyType::kP256, Purpose::kEnvelope, "CKM_ECDH1_DERIVE"},
};

TEST_F(KeyGenerationOnSoftHsm, EveryTypeReadsBackAsStrictAsItWasAskedFor) {
  for (const auto& [type, purpose, mechanism] : kAllPairs) {
    const auto facts = must(token_->generate(spec_of(type, purpose)));
    EXPECT_EQ(facts.type, type);
    EXPECT_EQ(facts.public_key.has_value(), is_asymmetric(type)) << to_text(type);
    if (facts.public_key) {
      EXPECT_EQ(facts.public_key->type(), type);
    }
    for (const char* on : {"CKA_TOKEN", "CKA_PRIVATE", "CKA_SENSITIVE", "CKA_ALWAYS_SENSITIVE",
                           "CKA_NEVER_EXTRACTABLE", "CKA_LOCAL"}) {
      EXPECT_EQ(value_of(facts, on), "true") << on << " of " << to_text(type);
    }
    for (const char* off : {"CKA_EXTRACTABLE", "CKA_MODIFIABLE", "CKA_COPYABLE", "CKA_UNWRAP"}) {
      EXPECT_EQ(value_of(facts, off), "false") << off << " of " << to_text(type);
    }
    const bool derives = purpose == Purpose::kEnvelope;
    EXPECT_EQ(value_of(facts, "CKA_DERIVE"), derives ? "true" : "false") << to_text(purpose);
    if (derives) {
      EXPECT_EQ(value_of(facts, "CKA_SIGN"), "false");
    }
    EXPECT_EQ(value_of(facts, "CKA_ALLOWED_MECHANISMS"), mechanism);
  }
}

TEST_F(KeyGenerationOnSoftHsm, AKeyForABackupIsExtractableUnderTrustedWrapKeysOnly) {
  for (const auto& [type, purpose, mechanism] : kAllPairs) {
    if (!is_wrappable(type)) continue;
    KeySpec spec = spec_of(type, purpose);
    spec.wrapping = Wrapping::kUnderTrusted;
    const auto facts = token_->generate(spec);
    ASSERT_THAT(facts, IsOk()) << to_text(type);
    for (const char* on : {"CKA_EXTRACTABLE", "CKA_WRAP_WITH_TRUSTED", "CKA_SENSITIVE",
                           "CKA_ALWAYS_SENSITIVE", "CKA_PRIVATE", "CKA_LOCAL"}) {
      EXPECT_EQ(value_of(*facts, on), "true") << on << " of " << to_text(type);
    }
    for (const char* off : {"CKA_NEVER_EXTRACTABLE", "CKA_MODIFIABLE", "CKA_COPYABLE"}) {
      EXPECT_EQ(value_of(*facts, off), "false") << off << " of " << to_text(type);
    }
    EXPECT_EQ(value_of(*facts, "CKA_ALLOWED_MECHANISMS"), mechanism);
    EXPECT_THAT(token_->inspect(spec), IsOk());
    spec.wrapping = Wrapping::kNever;
    EXPECT_THAT(token_->inspect(spec), RefusedBy("KEY-READBACK")) << to_text(type);
  }
}

TEST_F(KeyGenerationOnSoftHsm, AKeyThatThePinHolderCouldWrapOutIsDestroyedAgain) {
  KeySpec spec = spec_of(KeyType::kP256, Purpose::kSign);
  spec.wrapping = Wrapping::kUnderTrusted;
  faulty_.lie_about(CKA_WRAP_WITH_TRUSTED);
  EXPECT_THAT(token_->generate(spec), RefusedBy("KEY-READBACK"));
  EXPECT_TRUE(must(token_->objects()).empty());
}

TEST_F(KeyGenerationOnSoftHsm, AnEd25519KeyForABackupIsRefusedBeforeTheTokenIsAsked) {
  KeySpec spec = spec_of(KeyType::kEd25519, Purpose::kSign);
  spec.wrapping = Wrapping::kUnderTrusted;
  faulty_.forget_calls();
  EXPECT_THAT(token_->generate(spec), FailsSaying(Code::kBadInput, "no token wraps"));
  EXPECT_EQ(faulty_.calls("C_GenerateKeyPair"), 0U);
}

TEST_F(KeyGenerationOnSoftHsm, AKeyThatIsBroughtInIsNotGenerated) {
  KeySpec spec = spec_of(KeyType::kP256, Purpose::kSign);
  spec.origin = Origin::kBroughtIn;
  EXPECT_THAT(token_->generate(spec), FailsWith(Code::kBadInput));
  EXPECT_TRUE(must(token_->objects()).empty());
}

TEST_F(KeyGenerationOnSoftHsm, InspectTellsTheSameAsGenerate) {
  const auto spec = spec_of(KeyType::kP384, Purpose::kSign);
  const auto made = must(token_->generate(spec));
  const auto seen = must(token_->inspect(spec));
  EXPECT_EQ(made.public_key->spki(), seen.public_key->spki());
  EXPECT_EQ(made.attributes.size(), seen.attributes.size());
}

TEST_F(KeyGenerationOnSoftHsm, ATypeThatDoesNotFitThePurposeIsRefused) {
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kMac)), FailsWith(Code::kBadInput));
  EXPECT_THAT(token_->inspect(spec_of(KeyType::kP256, Purpose::kMac)), FailsWith(Code::kBadInput));
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP384, Purpose::kEnvelope)),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kCoin)),
              FailsWith(Code::kBadInput));
  EXPECT_TRUE(must(token_->objects()).empty());
}

TEST_F(KeyGenerationOnSoftHsm, AnIdThatIsTakenIsRefusedAndItsKeyStays) {
  auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(token_->generate(spec));
  EXPECT_THAT(token_->generate(spec), FailsWith(Code::kConflict));
  spec.type = KeyType::kGenericSecret;
  spec.purpose = Purpose::kMac;
  EXPECT_THAT(token_->generate(spec), FailsWith(Code::kConflict));
  EXPECT_EQ(must(token_->objects()).size(), 2U);
}

TEST_F(KeyGenerationOnSoftHsm, AKeyThatReadsBackDifferentlyIsDestroyedAgain) {
  for (const CK_ATTRIBUTE_TYPE lie :
       {CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_MODIFIABLE, CKA_COPYABLE, CKA_DECRYPT, CKA_LOCAL}) {
    faulty_.lie_about(lie);
    EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kSign)),
                RefusedBy("KEY-READBACK"))
        << lie;
    EXPECT_TRUE(must(token_->objects()).empty()) << lie;
  }
}

// On SoftHSM2 a key made without the attribute is copyable, and reads back so.
TEST_F(KeyGenerationOnSoftHsm, ATokenThatDoesNotTakeCopyableIsAskedWithoutItButNotBelieved) {
  faulty_.fail("C_GenerateKeyPair", CKR_ATTRIBUTE_TYPE_INVALID);
  faulty_.forget_calls();
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kSign)), RefusedBy("KEY-READBACK"));
  EXPECT_EQ(faulty_.calls("C_GenerateKeyPair"), 2U);
  EXPECT_TRUE(must(token_->objects()).empty());
}

// TOKEN-ENFORCES: an exception lets go of its own attribute and of no other.
TEST_F(KeyGenerationOnSoftHsm, ATokenThatRefusesIsAskedWithoutOneExceptionAfterTheOther) {
  auto spec = spec_of(KeyType::kGenericSecret, Purpose::kMac);
  spec.exceptions = {TokenRule::kAllowedMechanisms, TokenRule::kModifiable};
  faulty_.fail("C_GenerateKey", CKR_ATTRIBUTE_TYPE_INVALID, 2);
  faulty_.forget_calls();
  // SoftHSM2 reads CKA_COPYABLE back as true where it was not asked for.
  EXPECT_THAT(token_->generate(spec), FailsSaying(Code::kRefused, "CKA_COPYABLE"));
  EXPECT_EQ(faulty_.calls("C_GenerateKey"), 3U);
  EXPECT_TRUE(must(token_->objects()).empty());
  faulty_.fail("C_GenerateKey", CKR_DEVICE_ERROR);
  EXPECT_THAT(token_->generate(spec), FailsWithCkr(CKR_DEVICE_ERROR));
}

// SoftHSM2 answers so by chance while other threads use the token: that is tried once more.
TEST_F(KeyGenerationOnSoftHsm, AGeneralErrorToTheMakingIsAskedAgainInASessionOfItsOwn) {
  for (const auto& [spec, call] :
       {std::pair(spec_of(KeyType::kP256, Purpose::kSign), "C_GenerateKeyPair"),
        std::pair(spec_of(KeyType::kGenericSecret, Purpose::kMac), "C_GenerateKey")}) {
    faulty_.fail(call, CKR_GENERAL_ERROR);
    faulty_.forget_calls();
    EXPECT_THAT(token_->generate(spec), IsOk());
    EXPECT_EQ(faulty_.calls(call), 2U);
    EXPECT_EQ(faulty_.broken_sessions_used(), 0U);
    EXPECT_THAT(token_->inspect(spec), IsOk());
  }
  EXPECT_EQ(must(token_->objects()).size(), 3U);
}
TEST_F(KeyGenerationOnSoftHsm, AGeneralErrorThatLeftAKeyBehindMakesOneKeyAndNotTwo) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  faulty_.script("C_GenerateKeyPair nth=1 ckr_after=CKR_GENERAL_ERROR");
  EXPECT_THAT(token_->generate(spec), IsOk());
  EXPECT_EQ(must(token_->objects()).size(), 2U);
  EXPECT_THAT(token_->inspect(spec), IsOk());
}
TEST_F(KeyGenerationOnSoftHsm, AGeneralErrorThatLastsIsAskedTwiceAndTold) {
  faulty_.fail("C_GenerateKeyPair", CKR_GENERAL_ERROR, 1000);
  faulty_.forget_calls();
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kSign)),
              FailsWithCkr(CKR_GENERAL_ERROR));
  EXPECT_EQ(faulty_.calls("C_GenerateKeyPair"), 2U);
  faulty_.script("");
  EXPECT_TRUE(must(token_->objects()).empty());
}
TEST_F(KeyGenerationOnSoftHsm, WhatCouldNotBeSweptIsNotAskedForAgain) {
  faulty_.script(
      "C_GenerateKeyPair ckr_after=CKR_GENERAL_ERROR\nC_DestroyObject ckr=CKR_ACTION_PROHIBITED");
  faulty_.forget_calls();
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kSign)),
              FailsSaying(Code::kToken, "could not be destroyed"));
  EXPECT_EQ(faulty_.calls("C_GenerateKeyPair"), 1U);
}
// Elsewhere the answer is no chance, and another answer neither.
TEST_F(KeyGenerationOnSoftHsm, AnotherAnswerIsToldAtOnce) {
  faulty_.fail("C_GenerateKeyPair", CKR_FUNCTION_FAILED);
  faulty_.forget_calls();
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kSign)),
              FailsWithCkr(CKR_FUNCTION_FAILED));
  EXPECT_EQ(faulty_.calls("C_GenerateKeyPair"), 1U);
  faulty_.fail("C_FindObjectsInit", CKR_GENERAL_ERROR);
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kSign)),
              FailsWithCkr(CKR_GENERAL_ERROR));
  EXPECT_EQ(faulty_.calls("C_GenerateKeyPair"), 1U);
}

TEST_F(KeyGenerationOnSoftHsm, AFailedReadBackDestroysTheKeyAndTellsTheCause) {
  faulty_.fail("C_GetAttributeValue", CKR_DEVICE_MEMORY);
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kSign)),
              FailsWithCkr(CKR_DEVICE_MEMORY));
  EXPECT_TRUE(must(token_->objects()).empty());
}

TEST_F(KeyGenerationOnSoftHsm, AKeyThatCannotBeDestroyedAgainIsReported) {
  faulty_.lie_about(CKA_SENSITIVE);
  faulty_.fail("C_DestroyObject", CKR_ACTION_PROHIBITED);
  EXPECT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kSign)),
              FailsSaying(Code::kRefused, "could not be destroyed"));
}

TEST_F(KeyGenerationOnSoftHsm, InspectOfAnUnknownKeySaysNotFound) {
  EXPECT_THAT(token_->inspect(spec_of(KeyType::kP256, Purpose::kSign)), FailsWith(Code::kNotFound));
}

// TOKEN-ENFORCES: with the exception a key whose origin the token tells wrongly is made; and its
// record says what was read.
TEST_F(KeyGenerationOnSoftHsm, WhatThePolicyLetsGoIsNotJudgedWhenItIsReadBack) {
  auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  faulty_.lie_about(CKA_LOCAL);
  EXPECT_THAT(token_->generate(spec), RefusedBy("KEY-READBACK"));
  EXPECT_TRUE(must(token_->objects()).empty());
  spec.exceptions = {TokenRule::kLocal};
  const auto facts = token_->generate(spec);
  ASSERT_THAT(facts, IsOk());
  const auto local = std::ranges::find(facts->attributes, "CKA_LOCAL", &Attribute::name);
  ASSERT_NE(local, facts->attributes.end());
  EXPECT_EQ(local->value, "false");
  spec.exceptions = {TokenRule::kUsage};
  EXPECT_THAT(token_->inspect(spec), RefusedBy("KEY-READBACK"));
}

}  // namespace key_generation_test
}  // namespace pyx::pkcs11
