#include "custody/founding/token_enforces.h"

#include <gmock/gmock.h>

#include <vector>

#include "tests/matchers.h"
#include "tests/support/enforcing_rules.h"

namespace pyx::custody {
namespace token_enforces_test {

using policies::Backup;
using pyx::testing::all_enforced;
using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using pyx::testing::with_outcome;
using ::testing::AllOf;

TEST(TokenEnforces, ATokenThatEnforcesAllIsTakenWithoutExceptions) {
  EXPECT_THAT(check_token_enforces(all_enforced(), {}, Backup::kNone, "profile x"), IsOk());
}

TEST(TokenEnforces, WhatNoFindingSpeaksOfIsNotEnforced) {
  EXPECT_THAT(check_token_enforces({}, {}, Backup::kNone, "profile x"),
              RefusedBy("TOKEN-ENFORCES"));
}

TEST(TokenEnforces, AnythingButEnforcedIsRefusedAndNamed) {
  for (const RuleOutcome outcome :
       {RuleOutcome::kNotEnforced, RuleOutcome::kNotSupported, RuleOutcome::kUnknown}) {
    const auto rules = with_outcome(TokenRule::kUsage, outcome);
    EXPECT_THAT(
        check_token_enforces(rules, {}, Backup::kNone, "profile x"),
        AllOf(RefusedBy("TOKEN-ENFORCES"),
              FailsSaying(Code::kRefused, "usage (" + std::string(to_text(outcome)) + ")")));
  }
}

TEST(TokenEnforces, AnExceptionCoversItsOwnRuleOnly) {
  const auto rules = with_outcome(TokenRule::kUsage, RuleOutcome::kNotEnforced);
  EXPECT_THAT(
      check_token_enforces(rules, std::vector{TokenRule::kUsage}, Backup::kNone, "profile x"),
      IsOk());
  EXPECT_THAT(
      check_token_enforces(rules, std::vector{TokenRule::kCopies}, Backup::kNone, "profile x"),
      RefusedBy("TOKEN-ENFORCES"));
}

TEST(TokenEnforces, ARuleThatNoKeyNeedsStopsNothing) {
  const auto rules = with_outcome(TokenRule::kAlwaysAuthenticate, RuleOutcome::kNotEnforced);
  EXPECT_THAT(check_token_enforces(rules, {}, Backup::kNone, "profile x"), IsOk());
}

TEST(TokenEnforces, AKeyWithABackupRestsOnTheRulesOfItsWrapKeyAsWell) {
  for (const TokenRule rule : {TokenRule::kWrapWithTrusted, TokenRule::kTrusted}) {
    const auto rules = with_outcome(rule, RuleOutcome::kNotEnforced);
    EXPECT_THAT(check_token_enforces(rules, {}, Backup::kNone, "profile x"), IsOk());
    EXPECT_THAT(check_token_enforces(rules, {}, Backup::kSplit, "profile x"),
                AllOf(RefusedBy("TOKEN-ENFORCES"),
                      FailsSaying(Code::kRefused, std::string(to_text(rule)))));
    EXPECT_THAT(check_token_enforces(rules, std::vector{rule}, Backup::kSplit, "profile x"),
                IsOk());
  }
}

}  // namespace token_enforces_test
}  // namespace pyx::custody
