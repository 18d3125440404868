#include "pkcs11/probe_origin.h"

#include "tests/pkcs11/on_bench.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace probe_origin_test {

class ProbeOriginOnSoftHsm : public OnBench {};
class ProbeOriginOnNss : public OnNss {};

// TOKEN-ENFORCES
TEST_F(ProbeOriginOnSoftHsm, SoftHsmEnforcesThemAll) {
  const auto findings = probe_origin(bench_);
  EXPECT_EQ(findings.size(), 3U);
  for (const RuleFinding& finding : findings) {
    EXPECT_EQ(finding.outcome, RuleOutcome::kEnforced)
        << to_text(finding.rule) << ": " << answer_of(finding) << ", " << finding.note;
  }
}

TEST_F(ProbeOriginOnNss, AKeyMadeHereIsSaidToComeFromElsewhere) {
  const RuleFinding local = finding_of(probe_origin(bench_), TokenRule::kLocal);
  EXPECT_EQ(local.outcome, RuleOutcome::kNotEnforced) << answer_of(local) << ", " << local.note;
}

}  // namespace probe_origin_test
}  // namespace pyx::pkcs11
