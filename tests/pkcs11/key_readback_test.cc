#include "pkcs11/key_readback.h"

#include "pkcs11/key_generation.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace key_readback_test {

std::vector<std::optional<Bytes>> as_demanded(const std::vector<AttributeRule>& rules) {
  std::vector<std::optional<Bytes>> read;
  for (const auto& rule : rules) read.emplace_back(rule.value);
  return read;
}

std::size_t place_of(const std::vector<AttributeRule>& rules, CK_ATTRIBUTE_TYPE type) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].type == type) return i;
  }
  return rules.size();
}

class FirstDifference : public ::testing::Test {
 protected:
  std::vector<AttributeRule> rules_ =
      private_half_rules({Uuid{}, KeyType::kP256, Purpose::kSign, "label"}, Lifetime::kToken);
  std::vector<std::optional<Bytes>> read_ = as_demanded(rules_);
};

TEST_F(FirstDifference, NoneWhenAllAgree) {
  EXPECT_EQ(first_difference(rules_, read_), std::nullopt);
}

TEST_F(FirstDifference, EveryJudgedAttributeIsJudged) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].place == AttributeRule::Place::kTemplateOnly) continue;
    auto read = read_;
    (*read[i])[0] ^= 1U;
    EXPECT_NE(first_difference(rules_, read), std::nullopt) << rules_[i].type;
  }
}

TEST_F(FirstDifference, AnAbsentAttributeIsADifference) {
  read_[place_of(rules_, CKA_SENSITIVE)].reset();
  EXPECT_EQ(first_difference(rules_, read_), "CKA_SENSITIVE is absent and should be true");
}

TEST_F(FirstDifference, OnlyCopyableMayBeAbsent) {
  read_[place_of(rules_, CKA_COPYABLE)].reset();
  EXPECT_EQ(first_difference(rules_, read_), std::nullopt);
}

TEST_F(FirstDifference, ASecondAllowedMechanismIsADifference) {
  auto& allowed = *read_[place_of(rules_, CKA_ALLOWED_MECHANISMS)];
  append(allowed, number_value(CKM_ECDSA_SHA1));
  EXPECT_NE(first_difference(rules_, read_), std::nullopt);
}

TEST_F(FirstDifference, AnAnswerWithAMissingLineIsADifference) {
  read_.pop_back();
  EXPECT_NE(first_difference(rules_, read_), std::nullopt);
}

class ReadBackOnSoftHsm : public OnSession {};

TEST_F(ReadBackOnSoftHsm, AKeyOfAnotherTypeIsRefused) {
  auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(generate(spec));
  const auto key = must(find_key(session_, spec.id));
  spec.type = KeyType::kP384;
  EXPECT_THAT(read_back(session_, key, spec, Lifetime::kToken), RefusedBy("KEY-READBACK"));
  spec.type = KeyType::kGenericSecret;
  spec.purpose = Purpose::kMac;
  EXPECT_THAT(read_back(session_, key, spec, Lifetime::kToken), RefusedBy("KEY-READBACK"));
}

TEST_F(ReadBackOnSoftHsm, AKeyOfAnotherPurposeIsRefused) {
  auto spec = spec_of(KeyType::kRsa2048, Purpose::kSign);
  must(generate(spec));
  const auto key = must(find_key(session_, spec.id));
  spec.purpose = Purpose::kBlindSign;
  EXPECT_THAT(read_back(session_, key, spec, Lifetime::kToken), RefusedBy("KEY-READBACK"));
}

TEST_F(ReadBackOnSoftHsm, AnEnvelopeKeyAndASigningKeyAreNotTakenForEachOther) {
  auto envelope = spec_of(KeyType::kP256, Purpose::kEnvelope);
  auto signing = spec_of(KeyType::kP256, Purpose::kSign);
  must(generate(envelope));
  must(generate(signing));
  const auto envelope_key = must(find_key(session_, envelope.id));
  const auto signing_key = must(find_key(session_, signing.id));
  EXPECT_THAT(read_back(session_, envelope_key, envelope, Lifetime::kToken), IsOk());
  std::swap(envelope.purpose, signing.purpose);
  EXPECT_THAT(read_back(session_, envelope_key, envelope, Lifetime::kToken),
              RefusedBy("KEY-READBACK"));
  EXPECT_THAT(read_back(session_, signing_key, signing, Lifetime::kToken),
              RefusedBy("KEY-READBACK"));
}

// As when an object file was exchanged: public objects lie in clear in SoftHSM2's folder.
TEST_F(ReadBackOnSoftHsm, APublicHalfOfAnotherKeyIsRefused) {
  const auto one = spec_of(KeyType::kRsa2048, Purpose::kSign);
  const auto other = spec_of(KeyType::kRsa2048, Purpose::kSign);
  must(generate(one));
  must(generate(other));
  KeyObjects mixed = must(find_key(session_, one.id));
  mixed.public_key = must(find_key(session_, other.id)).public_key;
  EXPECT_THAT(read_back(session_, mixed, one, Lifetime::kToken), RefusedBy("KEY-READBACK"));
}

}  // namespace key_readback_test
}  // namespace pyx::pkcs11
