#include "ceremony/cli/probe_view.h"

#include <gmock/gmock.h>

#include "tests/support/enforcing_rules.h"

namespace pyx::ceremony {
namespace probe_view_test {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

pkcs11::ProbeReport report() {
  pkcs11::ProbeReport report;
  report.module_description = "a module";
  report.token_model = "a model";
  report.firmware_version = "2.6";
  report.rules = pyx::testing::all_enforced();
  return report;
}

TEST(ProbeView, ShowsEachRuleAndWhatWasSeen) {
  const Outcome outcome = shown_probe(report());
  EXPECT_THAT(outcome.text, HasSubstr("a module"));
  EXPECT_THAT(outcome.text, HasSubstr("RULE"));
  EXPECT_EQ(outcome.data.at("rules").as_array().size(), report().rules.size());
  EXPECT_THAT(outcome.words, IsEmpty());
}

TEST(ProbeView, NamesTheExceptionsThatAProfileMustHave) {
  pkcs11::ProbeReport seen = report();
  for (pkcs11::RuleFinding& finding : seen.rules) {
    if (finding.rule == TokenRule::kSensitive) finding.outcome = RuleOutcome::kNotEnforced;
  }
  const Outcome outcome = shown_probe(seen);
  ASSERT_THAT(outcome.words, SizeIs(1));
  EXPECT_THAT(outcome.words.front(), HasSubstr("exceptions: sensitive"));
}

}  // namespace probe_view_test
}  // namespace pyx::ceremony
