#include "pkcs11/probe_secrecy.h"

#include "tests/pkcs11/on_bench.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace probe_secrecy_test {

class ProbeSecrecyOnSoftHsm : public OnBench {};
class ProbeSecrecyOnNss : public OnNss {};

// TOKEN-ENFORCES
TEST_F(ProbeSecrecyOnSoftHsm, SoftHsmEnforcesThemAll) {
  const auto findings = probe_secrecy(bench_);
  EXPECT_EQ(findings.size(), 5U);
  for (const RuleFinding& finding : findings) {
    EXPECT_EQ(finding.outcome, RuleOutcome::kEnforced)
        << to_text(finding.rule) << ": " << answer_of(finding) << ", " << finding.note;
  }
}

TEST_F(ProbeSecrecyOnNss, AKeyThatIsNotExtractableComesOut) {
  const auto findings = probe_secrecy(bench_);
  for (const TokenRule rule : {TokenRule::kExtractable, TokenRule::kWrapWithTrusted}) {
    const RuleFinding finding = finding_of(findings, rule);
    EXPECT_EQ(finding.outcome, RuleOutcome::kNotEnforced)
        << to_text(rule) << ": " << answer_of(finding) << ", " << finding.note;
  }
}

}  // namespace probe_secrecy_test
}  // namespace pyx::pkcs11
