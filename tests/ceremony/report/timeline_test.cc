#include "ceremony/report/timeline.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace timeline_test {

using pyx::testing::CeremonyRecord;

Timeline timeline_of_bundle(const CeremonyRecord& room) {
  const Reading reading = reading_of(room);
  return report::timeline_of(reading.transcript, reading.steps);
}

TEST(TimelineOf, HoldsPlannedAgainstUsedOnOneScale) {
  CeremonyRecord room;
  room.whole();
  const Timeline made = timeline_of_bundle(room);
  ASSERT_EQ(made.sections.size(), 3U);
  EXPECT_EQ(made.sections[0].title, "Opening");
  EXPECT_EQ(made.planned_minutes, 55);
  EXPECT_EQ(made.scale_minutes, 5);
  const StepBar& come = made.sections[0].bars.front();
  EXPECT_EQ(come.planned, 1);
  // Begun, five arrivals, a watch, done: 70 seconds.
  EXPECT_NEAR(come.used_minutes, 70.0 / 60, 0.001);
  EXPECT_NEAR(come.used, 70.0 / 300, 0.001);
  EXPECT_EQ(bar_text(come), "1.2 of 5 min");
}

TEST(TimelineOf, StretchesOverTheDayInOrder) {
  CeremonyRecord room;
  room.whole();
  const Timeline made = timeline_of_bundle(room);
  ASSERT_EQ(made.day.size(), 11U);
  double last = 0;
  for (const Stretch& one : made.day) {
    EXPECT_GE(one.from, last);
    EXPECT_GE(one.to, one.from);
    EXPECT_LE(one.to, 1);
    last = one.to;
  }
  EXPECT_EQ(made.day.front().section, 0U);
  EXPECT_EQ(made.day.back().section, 2U);
  EXPECT_TRUE(made.marks.empty());
}

TEST(TimelineOf, MarksWhatWentWrongAndWhenNobodyWasThere) {
  CeremonyRecord room;
  go_wrong_and_end(room);
  const Timeline made = timeline_of_bundle(room);
  std::size_t away = 0;
  std::size_t unfinished = 0;
  for (const Stretch& one : made.day) {
    away += one.kind == Stretch::Kind::kAway ? 1 : 0;
    unfinished += one.kind == Stretch::Kind::kUnfinished ? 1 : 0;
  }
  EXPECT_EQ(away, 1U);
  EXPECT_EQ(unfinished, 2U);
  EXPECT_EQ(made.marks.size(), 4U) << "two crashes, a deviation, an objection";
}

TEST(TimelineOf, NothingIsEmpty) { EXPECT_TRUE(report::timeline_of({}, {}).sections.empty()); }

TEST(MinutesText, HasTenthsBelowTen) {
  EXPECT_EQ(minutes_text(0), "0");
  EXPECT_EQ(minutes_text(0.26), "0.3");
  EXPECT_EQ(minutes_text(4), "4");
  EXPECT_EQ(minutes_text(9.94), "9.9");
  EXPECT_EQ(minutes_text(9.96), "10");
  EXPECT_EQ(minutes_text(75.4), "75");
}

TEST(BarText, SaysWhatWasNotDone) {
  StepBar bar;
  bar.planned_minutes = 5;
  EXPECT_EQ(bar_text(bar), "not begun");
  bar.end = StepEnd::kSkipped;
  EXPECT_EQ(bar_text(bar), "skipped");
  bar.end = StepEnd::kBrokenOff;
  bar.used_minutes = 2;
  EXPECT_EQ(bar_text(bar), "broken off, 2 min");
  bar.end = StepEnd::kDone;
  bar.planned_minutes = 0;
  EXPECT_EQ(bar_text(bar), "2 min");
}

}  // namespace timeline_test
}  // namespace pyx::ceremony::report
