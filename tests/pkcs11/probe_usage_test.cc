#include "pkcs11/probe_usage.h"

#include "tests/pkcs11/on_bench.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace probe_usage_test {

class ProbeUsageOnSoftHsm : public OnBench {};
class ProbeUsageOnNss : public OnNss {};

// TOKEN-ENFORCES
TEST_F(ProbeUsageOnSoftHsm, SoftHsmEnforcesThemAll) {
  const auto findings = probe_usage(bench_);
  EXPECT_EQ(findings.size(), 3U);
  for (const RuleFinding& finding : findings) {
    EXPECT_EQ(finding.outcome, RuleOutcome::kEnforced)
        << to_text(finding.rule) << ": " << answer_of(finding) << ", " << finding.note;
  }
}

TEST_F(ProbeUsageOnNss, AMechanismThatIsNotAllowedIsDone) {
  const auto findings = probe_usage(bench_);
  for (const TokenRule rule : {TokenRule::kAllowedMechanisms, TokenRule::kAlwaysAuthenticate}) {
    const RuleFinding finding = finding_of(findings, rule);
    EXPECT_NE(finding.outcome, RuleOutcome::kEnforced)
        << to_text(rule) << ": " << answer_of(finding) << ", " << finding.note;
  }
}

}  // namespace probe_usage_test
}  // namespace pyx::pkcs11
