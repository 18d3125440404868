#include "pkcs11/key_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "pkcs11/mechanism.h"
#include "tests/matchers.h"

namespace pyx::pkcs11 {
namespace key_rules_test {

KeySpec spec(KeyType type, Purpose purpose) { return {Uuid{}, type, purpose, "a key"}; }

std::set<CK_ATTRIBUTE_TYPE> allowed_uses(const std::vector<AttributeRule>& rules) {
  std::set<CK_ATTRIBUTE_TYPE> uses;
  for (const auto& rule : rules) {
    for (const CK_ATTRIBUTE_TYPE use :
         {CKA_SIGN, CKA_VERIFY, CKA_ENCRYPT, CKA_DECRYPT, CKA_WRAP, CKA_UNWRAP, CKA_DERIVE,
          CKA_SIGN_RECOVER, CKA_VERIFY_RECOVER}) {
      if (rule.type == use && rule.value == flag_value(true)) uses.insert(use);
    }
  }
  return uses;
}

const AttributeRule* rule_for(const std::vector<AttributeRule>& rules, CK_ATTRIBUTE_TYPE type) {
  const auto found = std::ranges::find(rules, type, &AttributeRule::type);
  return found == rules.end() ? nullptr : &*found;
}

using Uses = std::set<CK_ATTRIBUTE_TYPE>;

TEST(KeyRules, APrivateKeySignsAndNothingElse) {
  for (const Purpose purpose : {Purpose::kSign, Purpose::kBlindSign, Purpose::kAnswer}) {
    const auto rules = private_half_rules(spec(KeyType::kRsa2048, purpose), Lifetime::kToken);
    EXPECT_EQ(allowed_uses(rules), Uses{CKA_SIGN});
  }
}

TEST(KeyRules, APublicKeyVerifiesAndNothingElse) {
  const auto rules = public_half_rules(spec(KeyType::kRsa2048, Purpose::kSign), Lifetime::kToken);
  EXPECT_EQ(allowed_uses(rules), Uses{CKA_VERIFY});
}

TEST(KeyRules, AnEnvelopeKeyDerivesAndItsPublicHalfDoesNothing) {
  const auto envelope = spec(KeyType::kP256, Purpose::kEnvelope);
  EXPECT_EQ(allowed_uses(private_half_rules(envelope, Lifetime::kToken)), Uses{CKA_DERIVE});
  EXPECT_EQ(allowed_uses(public_half_rules(envelope, Lifetime::kToken)), Uses{});
}

TEST(KeyRules, ASecretKeyDoesItsOnePurpose) {
  for (const Purpose purpose : {Purpose::kMac, Purpose::kCoin, Purpose::kCoinSeed}) {
    EXPECT_EQ(
        allowed_uses(secret_key_rules(spec(KeyType::kGenericSecret, purpose), Lifetime::kToken)),
        (Uses{CKA_SIGN, CKA_VERIFY}))
        << to_text(purpose);
  }
  EXPECT_EQ(
      allowed_uses(secret_key_rules(spec(KeyType::kAes256, Purpose::kEncrypt), Lifetime::kToken)),
      (Uses{CKA_ENCRYPT, CKA_DECRYPT}));
}

TEST(KeyRules, WhatMustNotLeaveTheTokenSaysSo) {
  for (const auto& rules :
       {private_half_rules(spec(KeyType::kP256, Purpose::kSign), Lifetime::kToken),
        private_half_rules(spec(KeyType::kP256, Purpose::kEnvelope), Lifetime::kToken),
        secret_key_rules(spec(KeyType::kGenericSecret, Purpose::kCoin), Lifetime::kToken),
        secret_key_rules(spec(KeyType::kGenericSecret, Purpose::kMac), Lifetime::kToken)}) {
    for (const CK_ATTRIBUTE_TYPE on : {CKA_TOKEN, CKA_PRIVATE, CKA_SENSITIVE, CKA_ALWAYS_SENSITIVE,
                                       CKA_NEVER_EXTRACTABLE, CKA_LOCAL}) {
      ASSERT_NE(rule_for(rules, on), nullptr) << on;
      EXPECT_EQ(rule_for(rules, on)->value, flag_value(true)) << on;
    }
    for (const CK_ATTRIBUTE_TYPE off : {CKA_EXTRACTABLE, CKA_MODIFIABLE, CKA_COPYABLE}) {
      ASSERT_NE(rule_for(rules, off), nullptr) << off;
      EXPECT_EQ(rule_for(rules, off)->value, flag_value(false)) << off;
    }
    ASSERT_NE(rule_for(rules, CKA_ALLOWED_MECHANISMS), nullptr);
  }
}

TEST(KeyRules, AKeyForABackupLeavesUnderTrustedWrapKeysOnlyAndIsAsStrictOtherwise) {
  for (const auto& [type, purpose] : {std::pair(KeyType::kP256, Purpose::kSign),
                                      std::pair(KeyType::kGenericSecret, Purpose::kCoin)}) {
    const KeySpec kept = spec(type, purpose);
    KeySpec split = kept;
    split.wrapping = Wrapping::kUnderTrusted;
    const auto before = rules_of_secret_part(kept, Lifetime::kToken);
    const auto rules = rules_of_secret_part(split, Lifetime::kToken);
    EXPECT_EQ(rule_for(rules, CKA_EXTRACTABLE)->value, flag_value(true));
    EXPECT_EQ(rule_for(rules, CKA_WRAP_WITH_TRUSTED)->value, flag_value(true));
    EXPECT_EQ(rule_for(rules, CKA_NEVER_EXTRACTABLE)->value, flag_value(false));
    EXPECT_EQ(rule_for(before, CKA_WRAP_WITH_TRUSTED), nullptr);
    for (const AttributeRule& rule : before) {
      if (rule.type == CKA_EXTRACTABLE || rule.type == CKA_NEVER_EXTRACTABLE) continue;
      EXPECT_EQ(rule_for(rules, rule.type)->value, rule.value) << rule.type;
    }
  }
}

TEST(KeyRules, ThatItLeavesUnderTrustedWrapKeysOnlyIsARuleThatThePolicyMayLetGo) {
  KeySpec split = spec(KeyType::kP256, Purpose::kSign);
  split.wrapping = Wrapping::kUnderTrusted;
  split.exceptions = {TokenRule::kWrapWithTrusted};
  for (const AttributeRule& rule : private_half_rules(split, Lifetime::kToken)) {
    EXPECT_EQ(rule.absence == AttributeRule::Absence::kAnyValue, rule.type == CKA_WRAP_WITH_TRUSTED)
        << rule.type;
  }
}

TEST(KeyRules, WhatIsBroughtInStaysAndIsNotSaidToBeBornThere) {
  KeySpec back = spec(KeyType::kGenericSecret, Purpose::kMac);
  back.wrapping = Wrapping::kUnderTrusted;
  back.origin = Origin::kBroughtIn;
  const auto rules = secret_key_rules(back, Lifetime::kToken);
  for (const CK_ATTRIBUTE_TYPE off : {CKA_EXTRACTABLE, CKA_MODIFIABLE, CKA_COPYABLE, CKA_LOCAL,
                                      CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE}) {
    EXPECT_EQ(rule_for(rules, off)->value, flag_value(false)) << off;
  }
  for (const CK_ATTRIBUTE_TYPE on : {CKA_TOKEN, CKA_PRIVATE, CKA_SENSITIVE}) {
    EXPECT_EQ(rule_for(rules, on)->value, flag_value(true)) << on;
  }
  EXPECT_EQ(rule_for(rules, CKA_WRAP_WITH_TRUSTED), nullptr);
  // Which nobody may ask for then.
  EXPECT_EQ(rule_for(rules, CKA_VALUE_LEN)->place, AttributeRule::Place::kReadBackOnly);
}

TEST(KeyRules, WhatPassesThroughIsASessionObjectThatTrustedWrapKeysMayWrap) {
  for (const auto& [type, purpose] : {std::pair(KeyType::kP256, Purpose::kSign),
                                      std::pair(KeyType::kGenericSecret, Purpose::kCoin)}) {
    KeySpec back = spec(type, purpose);
    back.wrapping = Wrapping::kUnderTrusted;
    back.origin = Origin::kBroughtIn;
    const auto stays = rules_of_secret_part(back, Lifetime::kSession);
    const auto passes = passing_rules(back);
    EXPECT_EQ(rule_for(passes, CKA_EXTRACTABLE)->value, flag_value(true));
    EXPECT_EQ(rule_for(passes, CKA_WRAP_WITH_TRUSTED)->value, flag_value(true));
    EXPECT_EQ(rule_for(passes, CKA_TOKEN)->value, flag_value(false));
    for (const AttributeRule& rule : stays) {
      if (rule.type == CKA_EXTRACTABLE) continue;
      EXPECT_EQ(rule_for(passes, rule.type)->value, rule.value) << rule.type;
    }
  }
}

TEST(KeyRules, AKeyThatNoTokenWrapsCannotBeMadeForABackup) {
  KeySpec edwards = spec(KeyType::kEd25519, Purpose::kSign);
  EXPECT_THAT(check_spec(edwards), pyx::testing::IsOk());
  edwards.wrapping = Wrapping::kUnderTrusted;
  EXPECT_THAT(check_spec(edwards), pyx::testing::FailsSaying(Code::kBadInput, "p-256 and p-384"));
  EXPECT_THAT(check_spec(spec(KeyType::kP256, Purpose::kMac)),
              pyx::testing::FailsWith(Code::kBadInput));
}

TEST(KeyRules, TheTolerantTemplateLeavesOutCopyableOnly) {
  const auto rules = private_half_rules(spec(KeyType::kP256, Purpose::kSign), Lifetime::kToken);
  const auto strict = to_template(rules, Strictness::kStrict).size();
  EXPECT_EQ(to_template(rules, Strictness::kTolerant).size(), strict - 1);
}

TEST(KeyRules, ATemplateNeverAsksForWhatOnlyTheTokenSets) {
  const auto rules = private_half_rules(spec(KeyType::kP256, Purpose::kSign), Lifetime::kToken);
  Template made = to_template(rules, Strictness::kStrict);
  for (CK_ULONG i = 0; i < made.size(); ++i) {
    EXPECT_NE(made.data()[i].type, CKA_LOCAL);
    EXPECT_NE(made.data()[i].type, CKA_NEVER_EXTRACTABLE);
    EXPECT_NE(made.data()[i].type, CKA_ALWAYS_SENSITIVE);
  }
}

TEST(KeyRules, OnlyKeysOnACurveHaveCurveParameters) {
  EXPECT_FALSE(curve_parameters(KeyType::kP256).empty());
  EXPECT_TRUE(curve_parameters(KeyType::kRsa2048).empty());
  EXPECT_EQ(pkcs11_key_type(KeyType::kEd25519), CKK_EC_EDWARDS);
}

// TOKEN-ENFORCES: what the policy lets go is asked for first, then left out, and not judged.
TEST(KeyRules, AnExceptionConcernsTheAttributesOfItsRuleOnly) {
  KeySpec excepted = spec(KeyType::kP256, Purpose::kSign);
  excepted.exceptions = {TokenRule::kAllowedMechanisms, TokenRule::kLocal};
  const auto rules = private_half_rules(excepted, Lifetime::kToken);
  for (const AttributeRule& rule : rules) {
    const bool lets_go = rule.type == CKA_ALLOWED_MECHANISMS || rule.type == CKA_LOCAL;
    EXPECT_EQ(rule.absence == AttributeRule::Absence::kAnyValue, lets_go) << rule.type;
  }
  const auto size = [&](Strictness strictness) { return to_template(rules, strictness).size(); };
  EXPECT_EQ(size(Strictness::kStrict), size(Strictness::kTolerant) + 2);  // CKA_COPYABLE too
}

}  // namespace key_rules_test
}  // namespace pyx::pkcs11
