#include "ceremony/report/pdf_timeline.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace pdf_timeline_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::must;
using pyx::testing::read_pdf;
using ::testing::HasSubstr;

std::vector<std::string> drawn(const Timeline& timeline) {
  Bytes pdf;
  must(draw_pages({}, pyx::testing::sink_into(pdf),
                  [&](PageFlow& to) { draw_timeline(to, timeline); }));
  return read_pdf(pdf);
}

TEST(PdfTimeline, SaysTheMinutesOfEachStep) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = reading_of(room);
  const auto pages = drawn(report::timeline_of(reading.transcript, reading.steps));
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_THAT(pages.front(), HasSubstr("Everybody comes 1.2 of 5 min"));
  EXPECT_THAT(pages.front(), HasSubstr("2026-11-23 09:00:00"));
}

TEST(PdfTimeline, OfSixtyStepsGoesOn) {
  const Reading reading = pyx::testing::made_up("genesis", "Example");
  const auto pages = drawn(report::timeline_of(reading.transcript, reading.steps));
  EXPECT_GE(pages.size(), 2U);
  EXPECT_THAT(pages.back(), HasSubstr("Everybody leaves"));
}

TEST(PdfTimeline, OfNothingSaysSo) {
  EXPECT_THAT(drawn({}).front(), HasSubstr("No step is known."));
}

}  // namespace pdf_timeline_test
}  // namespace pyx::ceremony::report
