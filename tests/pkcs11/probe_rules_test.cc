#include "pkcs11/probe_rules.h"

#include "tests/pkcs11/on_bench.h"

namespace pyx::pkcs11 {
namespace probe_rules_test {

class ProbeRulesOnSoftHsm : public OnBench {};

TEST_F(ProbeRulesOnSoftHsm, EachRuleIsFoundOnceAndInOrder) {
  const auto rules = probe_rules(bench_);
  ASSERT_EQ(rules.size(), kTokenRules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) EXPECT_EQ(rules[i].rule, kTokenRules[i]);
}

// TOKEN-ENFORCES
TEST_F(ProbeRulesOnSoftHsm, SoftHsmEnforcesAllThatAKeyNeeds) {
  for (const RuleFinding& finding : probe_rules(bench_)) {
    EXPECT_EQ(finding.outcome, RuleOutcome::kEnforced)
        << to_text(finding.rule) << ": " << answer_of(finding) << ", " << finding.note;
  }
}

}  // namespace probe_rules_test
}  // namespace pyx::pkcs11
