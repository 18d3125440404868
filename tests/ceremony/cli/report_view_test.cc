#include "ceremony/cli/report_view.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace report_view_test {

using ::testing::HasSubstr;
using ::testing::Not;
using transcript::CeremonyReport;
using transcript::FaultKind;
using transcript::Mode;
using transcript::Verdict;

CeremonyReport a_report() {
  CeremonyReport report;
  report.verdict = Verdict::kClean;
  report.authenticated = true;
  report.header.title = "Genesis";
  report.header.mode = Mode::kReal;
  report.size = 3;
  report.facts = {"5 people, 30 signatures"};
  return report;
}

TEST(ReportView, OfACleanCeremonyIsDone) {
  const Outcome shown = show_report(a_report());
  EXPECT_EQ(shown.exit, ExitCode::kDone);
  EXPECT_EQ(shown.data.at("verdict").as_string(), "clean");
  EXPECT_THAT(shown.text, HasSubstr("5 people, 30 signatures"));
  EXPECT_THAT(shown.text, Not(HasSubstr("REHEARSAL")));
}

TEST(ReportView, WithoutAnybodyWhoVouchesIsNotAuthenticated) {
  CeremonyReport report = a_report();
  report.authenticated = false;
  EXPECT_EQ(show_report(report).exit, ExitCode::kNotAuthenticated);
  report.verdict = Verdict::kDeviations;
  EXPECT_EQ(show_report(report).exit, ExitCode::kNotAuthenticated);
}

TEST(ReportView, OfARehearsalNeedsNobodyWhoVouchesAndSaysWhatItIs) {
  CeremonyReport report = a_report();
  report.authenticated = false;
  report.header.mode = Mode::kRehearsal;
  const Outcome shown = show_report(report);
  EXPECT_EQ(shown.exit, ExitCode::kDone);
  EXPECT_THAT(shown.text, HasSubstr("REHEARSAL, of no effect"));
}

TEST(ReportView, WithDeviationsHasAnExitCodeOfItsOwn) {
  CeremonyReport report = a_report();
  report.verdict = Verdict::kDeviations;
  report.departures = {{17, "crash", "minor", "the program ended"}};
  const Outcome shown = show_report(report);
  EXPECT_EQ(static_cast<int>(shown.exit), 5);
  EXPECT_THAT(shown.text, HasSubstr("entry 17"));
  EXPECT_EQ(shown.data.at("deviations").as_array().size(), 1U);
}

TEST(ReportView, OfWhatIsNotAcceptableIsRefusedAndSaysWhy) {
  CeremonyReport report = a_report();
  report.verdict = Verdict::kNotAcceptable;
  report.authenticated = false;
  report.faults = {{FaultKind::kAltered, 9, "it is not the entry that was signed"},
                   {FaultKind::kPlan, std::nullopt, "another plan"}};
  const Outcome shown = show_report(report);
  EXPECT_EQ(shown.exit, ExitCode::kRefused);
  EXPECT_THAT(shown.text, HasSubstr("altered"));
  const json::array& faults = shown.data.at("faults").as_array();
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].at("kind").as_string(), "altered");
  EXPECT_EQ(faults[0].at("entry").to_number<int>(), 9);
  EXPECT_FALSE(faults[1].as_object().contains("entry"));
}

}  // namespace report_view_test
}  // namespace pyx::ceremony
