#include "ceremony/report/html_timeline.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace html_timeline_test {

using pyx::testing::CeremonyRecord;
using ::testing::HasSubstr;

TEST(HtmlTimeline, DrawsABarForEachStepAndSaysItsMinutes) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = reading_of(room);
  Html page;
  write_timeline(report::timeline_of(reading.transcript, reading.steps), page);
  EXPECT_THAT(page.page(), HasSubstr("<span>Everybody comes</span>"));
  EXPECT_THAT(page.page(), HasSubstr("aria-label=\"1.2 of 5 min\""));
  // Planned 5 of 5 minutes, used 70 seconds of them.
  EXPECT_THAT(page.page(), HasSubstr("<rect x=\"0.00\" y=\"1.00\" width=\"1000.00\""));
  EXPECT_THAT(page.page(), HasSubstr("<rect x=\"0.00\" y=\"5.00\" width=\"233.33\""));
}

TEST(HtmlTimeline, ShowsWhatTookLongerThanPlanned) {
  Timeline timeline;
  StepBar bar;
  bar.title = "long";
  bar.end = StepEnd::kDone;
  bar.planned = 0.4;
  bar.used = 1;
  bar.planned_minutes = 4;
  bar.used_minutes = 10;
  timeline.sections.push_back({"all", {bar}});
  Html page;
  write_timeline(timeline, page);
  EXPECT_THAT(page.page(), HasSubstr("x=\"400.00\" y=\"5.00\" width=\"600.00\""));
}

TEST(HtmlTimeline, OfNothingSaysSo) {
  Html page;
  write_timeline({}, page);
  EXPECT_EQ(page.page(), "<p>No step is known.</p>");
}

}  // namespace html_timeline_test
}  // namespace pyx::ceremony::report
