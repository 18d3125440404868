#include "pkcs11/probe_rules.h"

#include "tests/pkcs11/on_bench.h"

namespace pyx::pkcs11 {
namespace {

class ProbeRulesOnSoftHsm : public OnBench {};

TEST_F(ProbeRulesOnSoftHsm, SoftHsmKeepsThemAll) {
  const auto lines = probe_rules(bench_);
  EXPECT_EQ(lines.size(), 6U);
  for (const ProbeLine& line : lines) {
    EXPECT_EQ(line.seen, Seen::kWorks) << line.name << ": " << ckr_name(line.ckr) << line.note;
  }
  EXPECT_EQ(line_of(lines, "keeps CKA_SENSITIVE").ckr, CKR_ATTRIBUTE_SENSITIVE);
  EXPECT_EQ(line_of(lines, "keeps CKA_EXTRACTABLE=false").ckr, CKR_KEY_UNEXTRACTABLE);
}

}  // namespace
}  // namespace pyx::pkcs11
