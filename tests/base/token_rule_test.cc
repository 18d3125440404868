#include "base/token_rule.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace pyx {
namespace token_rule_test {

TEST(TokenRule, EachHasATextOfItsOwnThatReadsBack) {
  std::set<std::string_view> texts;
  std::set<std::string_view> dangers;
  for (const TokenRule rule : kTokenRules) {
    EXPECT_EQ(token_rule_from(to_text(rule)), rule);
    texts.insert(to_text(rule));
    dangers.insert(danger_without(rule));
  }
  EXPECT_EQ(texts.size(), kTokenRules.size());
  EXPECT_EQ(dangers.size(), kTokenRules.size());
}

TEST(TokenRule, AnyOtherTextIsNone) {
  for (const std::string text : {"", "Sensitive", "sensitive ", "CKA_SENSITIVE", "all"}) {
    EXPECT_EQ(token_rule_from(text), std::nullopt) << text;
  }
}

TEST(TokenRule, EveryKeyNeedsWhatKeepsItInTheTokenAndToItsPurpose) {
  for (const TokenRule rule :
       {TokenRule::kSensitive, TokenRule::kExtractable, TokenRule::kModifiable, TokenRule::kCopies,
        TokenRule::kUsage, TokenRule::kAllowedMechanisms, TokenRule::kLocal}) {
    EXPECT_TRUE(every_key_needs(rule)) << to_text(rule);
  }
  EXPECT_FALSE(every_key_needs(TokenRule::kAlwaysAuthenticate));
}

TEST(TokenRule, WrappedKeysNeedWhatEveryKeyNeedsAndTheTwoRulesOfTheirWrapKeys) {
  for (const TokenRule rule : kTokenRules) {
    const bool of_wrap_keys = rule == TokenRule::kWrapWithTrusted || rule == TokenRule::kTrusted;
    EXPECT_EQ(wrapped_key_needs(rule), every_key_needs(rule) || of_wrap_keys) << to_text(rule);
    EXPECT_FALSE(of_wrap_keys && every_key_needs(rule)) << to_text(rule);
  }
}

TEST(TokenRule, OutcomesReadBackAndNothingElseDoes) {
  for (const RuleOutcome outcome : {RuleOutcome::kEnforced, RuleOutcome::kNotEnforced,
                                    RuleOutcome::kNotSupported, RuleOutcome::kUnknown}) {
    EXPECT_EQ(rule_outcome_from(to_text(outcome)), outcome);
  }
  EXPECT_EQ(rule_outcome_from("Enforced"), std::nullopt);
  EXPECT_EQ(rule_outcome_from(""), std::nullopt);
}

}  // namespace token_rule_test
}  // namespace pyx
