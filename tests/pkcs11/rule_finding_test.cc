#include "pkcs11/rule_finding.h"

#include <gtest/gtest.h>

#include <vector>

namespace pyx::pkcs11 {
namespace rule_finding_test {

// TOKEN-ENFORCES: absent or unknown means no.
TEST(RuleFinding, OnlyWhatIsKnownToBeEnforcedIs) {
  std::vector<RuleFinding> findings;
  EXPECT_FALSE(enforces(findings, TokenRule::kUsage));
  for (const RuleOutcome outcome :
       {RuleOutcome::kNotEnforced, RuleOutcome::kNotSupported, RuleOutcome::kUnknown}) {
    findings = {{TokenRule::kUsage, outcome, "", "", ""}};
    EXPECT_FALSE(enforces(findings, TokenRule::kUsage)) << to_text(outcome);
  }
  findings = {{TokenRule::kUsage, RuleOutcome::kEnforced, "", "", ""}};
  EXPECT_TRUE(enforces(findings, TokenRule::kUsage));
  EXPECT_FALSE(enforces(findings, TokenRule::kCopies));
}

TEST(RuleFinding, TwoFindingsThatDisagreeAreNo) {
  const std::vector<RuleFinding> findings = {
      {TokenRule::kUsage, RuleOutcome::kEnforced, "", "", ""},
      {TokenRule::kUsage, RuleOutcome::kNotEnforced, "", "", ""}};
  EXPECT_FALSE(enforces(findings, TokenRule::kUsage));
}

TEST(RuleFinding, TheAnswerNamesCallAndCkr) {
  EXPECT_EQ(answer_of({TokenRule::kUsage, RuleOutcome::kEnforced, "CKR_OK", "C_Sign", "x"}),
            "C_Sign: CKR_OK");
  EXPECT_EQ(answer_of({TokenRule::kUsage, RuleOutcome::kUnknown, "", "", "x"}), "");
}

}  // namespace rule_finding_test
}  // namespace pyx::pkcs11
