#include "ceremony/running/resumption.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace resumption_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Recorder;
using testing::SmallCeremony;

// Ends the run at that question: the process is gone for all that the bundle knows.
void cut_off_at(SmallCeremony& room, const std::string& question) {
  Recorder guide;
  guide.stops_at = question;
  ASSERT_THAT(room.hold(guide), FailsWith(Code::kAskPerson));
}

TEST(Resumption, ACeremonyThatWasCutOffBetweenTwoStepsGoesOn) {
  SmallCeremony room;
  cut_off_at(room, "step.open");
  Recorder guide;
  ASSERT_THAT(room.take_up(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("crash"));
  EXPECT_THAT(room.entries(), Not(Contains(HasSubstr("reconciled"))));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

// Control RUN-RECONCILED.
TEST(Resumption, WhatIsKnownOfNobodyButPeopleIsDecidedByTwo) {
  SmallCeremony room;
  cut_off_at(room, "inspect.agree.alice");
  Recorder guide;
  guide.answer("crash.inspect.people", "alice").answer("crash.inspect.people", "alice, wanda");
  ASSERT_THAT(room.take_up(guide), IsOk());
  EXPECT_TRUE(guide.has_said("what is not known is decided by two people at least"));
  EXPECT_THAT(room.entries(), Contains("reconciled inspect continue"));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

TEST(Resumption, AStepIsBegunAgainIfPeopleWantThat) {
  SmallCeremony room;
  cut_off_at(room, "digests.agree.alice");
  Recorder guide;
  guide.answer("crash.digests", "again");
  ASSERT_THAT(room.take_up(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("reconciled digests again"));
  EXPECT_EQ(std::ranges::count(room.entries(), "step-begun digests"), 2);
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

// They are there: nobody comes in twice.
TEST(Resumption, AStepOfThoseWhoComeInIsNotBegunAgain) {
  SmallCeremony room;
  cut_off_at(room, "clock.wanda");
  Recorder guide;
  ASSERT_THAT(room.take_up(guide), IsOk());
  const auto asked = std::ranges::find(guide.asked, "crash.arrive", &Question::id);
  ASSERT_NE(asked, guide.asked.end());
  EXPECT_EQ(choice_of(*asked, "again"), nullptr);
  EXPECT_NE(choice_of(*asked, "continue"), nullptr);
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

TEST(Resumption, AStepThatGoesOnIsShown) {
  SmallCeremony room;
  cut_off_at(room, "inspect.agree.alice");
  Recorder guide;
  ASSERT_THAT(room.take_up(guide), IsOk());
  ASSERT_GE(guide.moments.size(), 2U);
  EXPECT_EQ(guide.moments[0].stage, Stage::kCrash);
  EXPECT_EQ(guide.moments[1].stage, Stage::kStep);
  EXPECT_EQ(guide.moments[1].step, "inspect");
}

TEST(Resumption, WhereItIsDecidedToStopNoStepIsBegunAnyMore) {
  SmallCeremony room;
  cut_off_at(room, "inspect.agree.alice");
  Recorder guide;
  guide.answer("crash.inspect", "stop");
  const auto end = room.take_up(guide);
  ASSERT_THAT(end, IsOk());
  EXPECT_EQ(end->ending, Ending::kAbandoned);
  EXPECT_EQ(room.entries().back(), "end abandoned");
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

TEST(Resumption, EveryQuestionOfACeremonyCanBeTheLastBeforeACrash) {
  std::vector<std::string> ids;
  {
    SmallCeremony room;
    Recorder guide;
    ASSERT_THAT(room.hold(guide), IsOk());
    for (const Question& one : guide.asked) {
      if (std::ranges::find(ids, one.id) == ids.end()) ids.push_back(one.id);
    }
  }
  ids.erase(ids.begin());  // whether to begin: nothing is written before
  for (const std::string& id : ids) {
    SmallCeremony room;
    cut_off_at(room, id);
    Recorder guide;
    const auto end = room.take_up(guide);
    ASSERT_THAT(end, IsOk()) << id;
    EXPECT_EQ(room.verdict(), "clean with deviations") << id;
  }
}

}  // namespace resumption_test
}  // namespace pyx::ceremony::running
