#include "pkcs11/probe_changes.h"

#include "tests/pkcs11/on_bench.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace probe_changes_test {

class ProbeChangesOnSoftHsm : public OnBench {};
class ProbeChangesOnNss : public OnNss {};

// TOKEN-ENFORCES
TEST_F(ProbeChangesOnSoftHsm, SoftHsmEnforcesThemAll) {
  const auto findings = probe_changes(bench_);
  EXPECT_EQ(findings.size(), 4U);
  for (const RuleFinding& finding : findings) {
    EXPECT_EQ(finding.outcome, RuleOutcome::kEnforced)
        << to_text(finding.rule) << ": " << answer_of(finding) << ", " << finding.note;
  }
}

TEST_F(ProbeChangesOnNss, ACopyIsWeakerThanItsKey) {
  const RuleFinding copies = finding_of(probe_changes(bench_), TokenRule::kCopies);
  EXPECT_EQ(copies.outcome, RuleOutcome::kNotEnforced) << answer_of(copies) << ", " << copies.note;
  EXPECT_EQ(copies.call, "C_CopyObject");
}

}  // namespace probe_changes_test
}  // namespace pyx::pkcs11
