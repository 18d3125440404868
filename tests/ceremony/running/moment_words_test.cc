#include "ceremony/running/moment_words.h"

#include <gmock/gmock.h>

namespace pyx::ceremony::running {
namespace moment_words_test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;

Moment moment() {
  Moment moment;
  moment.stage = Stage::kStep;
  moment.section_title = "The token";
  moment.section_number = 2;
  moment.sections = 8;
  moment.step_number = 7;
  moment.steps = 12;
  moment.planned = minutes(90);
  moment.planned_done = minutes(30);
  moment.step_planned = minutes(5);
  moment.now = moment.begun + minutes(27);
  moment.step_begun = moment.now - seconds(151);
  return moment;
}

TEST(MomentWords, APlaceIsSectionAndStepOrTheStagesName) {
  EXPECT_EQ(place_of(moment()), "The token, section 2 of 8, step 7 of 12");
  EXPECT_EQ(place_of({}), "opening");
}

TEST(MomentWords, TimeThatPassesIsUsedAndInAnIntermissionIsSpentAway) {
  EXPECT_EQ(later(moment(), minutes(3)).used(), minutes(30));
  Moment away = moment();
  away.stage = Stage::kIntermission;
  EXPECT_EQ(later(away, hours(3)).used(), minutes(27));
}

TEST(MomentWords, TheTimesOfAStepAreUsedPlannedAndLeft) {
  EXPECT_EQ(step_time(moment()), "2:31 of 5 min, 2:29 left");
  EXPECT_FALSE(step_is_over(moment()));
}

TEST(MomentWords, AStepIsOverOnceItTookLongerThanPlanned) {
  const Moment at_end = later(moment(), seconds(149));
  EXPECT_FALSE(step_is_over(at_end));
  EXPECT_EQ(step_time(at_end), "5:00 of 5 min, 0:00 left");
  const Moment soon = later(at_end, std::chrono::milliseconds(900));
  EXPECT_FALSE(step_is_over(soon));
  EXPECT_EQ(step_time(soon), "5:00 of 5 min, 0:00 left");
  const Moment after = later(at_end, seconds(61));
  EXPECT_TRUE(step_is_over(after));
  EXPECT_EQ(step_time(after), "6:01 of 5 min, 1:01 over");
}

TEST(MomentWords, AStepWithoutATimeAndAnIntermissionHaveNone) {
  Moment without = moment();
  without.step_planned = {};
  EXPECT_EQ(step_time(without), "");
  Moment away = later(moment(), hours(1));
  away.stage = Stage::kIntermission;
  EXPECT_EQ(step_time(away), "");
  EXPECT_FALSE(step_is_over(away));
}

TEST(MomentWords, LengthsAreShownInSecondsAndNeverBelowNought) {
  EXPECT_EQ(in_seconds(seconds(0)), "0:00");
  EXPECT_EQ(in_seconds(seconds(3599)), "59:59");
  EXPECT_EQ(in_seconds(seconds(3600)), "1:00:00");
  EXPECT_EQ(in_seconds(hours(30) + seconds(61)), "30:01:01");
  EXPECT_EQ(in_seconds(seconds(-5)), "0:00");
}

TEST(MomentWords, TheBarGoesByTheMinutesOfThePlan) {
  EXPECT_EQ(bar_of(moment(), 12), "####........");
  Moment none = moment();
  none.planned_done = {};
  EXPECT_EQ(bar_of(none, 12), "............");
}

TEST(MomentWords, WithoutMinutesTheBarGoesBySteps) {
  Moment steps = moment();
  steps.planned = {};
  EXPECT_EQ(bar_of(steps, 12), "######......");
  steps.step_number = 1;
  EXPECT_EQ(bar_of(steps, 12), "............");
  steps.steps = 0;
  EXPECT_EQ(bar_of(steps, 4), "....");
}

TEST(MomentWords, TheBarIsFullAtTheEndAlone) {
  Moment all = moment();
  all.planned_done = all.planned;
  EXPECT_EQ(bar_of(all, 4), "###.");
  all.stage = Stage::kEnd;
  EXPECT_EQ(bar_of(all, 4), "####");
  EXPECT_EQ(bar_of(all, 0), "");
}

TEST(MomentWords, WhoIsInTheRoomIsCalledByHisName) {
  Moment with = moment();
  with.room = {{"wanda", "Wanda Example", {}}, {"olga", "olga", {}}};
  EXPECT_THAT(names_of(with, {"wanda", "olga", "pete"}),
              ElementsAre("Wanda Example (wanda)", "olga", "pete"));
}

TEST(MomentWords, LinesThatBreakInASentenceAreOneAgain) {
  EXPECT_EQ(flowing("Each shows\na paper. All\nlook.\nThen:\n  1. one\n  2. two\n"),
            "Each shows a paper. All look.\nThen:\n  1. one\n  2. two\n");
  EXPECT_EQ(flowing("one\n\ntwo\n"), "one\n\ntwo\n");
  EXPECT_EQ(flowing("\none\n"), "\none\n");
  EXPECT_EQ(flowing(""), "");
}

TEST(MomentWords, DeviationsAreCountedWithTheGravest) {
  Moment with = moment();
  EXPECT_EQ(deviations_line(with), "");
  with.deviations = {{1, "overrun", "minor", "five minutes"}};
  EXPECT_EQ(deviations_line(with), "1 deviation, minor");
  with.deviations.push_back({2, "token", "critical", "another one"});
  with.deviations.push_back({3, "clock", "major", "it is late"});
  EXPECT_EQ(deviations_line(with), "3 deviations, the gravest critical");
}

TEST(MomentWords, EachStageButAStepHasASentence) {
  for (int i = 0; i <= static_cast<int>(Stage::kEnd); ++i) {
    const auto stage = static_cast<Stage>(i);
    EXPECT_EQ(sentence_of(stage).empty(), stage == Stage::kStep) << to_text(stage);
  }
}

}  // namespace moment_words_test
}  // namespace pyx::ceremony::running
