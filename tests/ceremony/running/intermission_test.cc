#include "ceremony/running/intermission.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace intermission_test {

using pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::Not;
using testing::Recorder;
using testing::SmallCeremony;

TEST(Intermission, StandsBehindSignaturesAndPeopleAreKnownAnewAfterIt) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("step.inspect", "intermission");
  ASSERT_THAT(room.hold(guide), IsOk());
  const auto entries = room.entries();
  const auto away = std::ranges::find(entries, "intermission");
  ASSERT_NE(away, entries.end());
  EXPECT_EQ(*(away - 1), "section bag");
  EXPECT_EQ(*(away + 1), "returned");
  EXPECT_EQ(*(away + 2), "identified");
  EXPECT_THAT(entries, Contains("digest-read plan"));
  EXPECT_EQ(room.verdict(), "clean");
}

TEST(Intermission, OfTheEndOfASectionIsChosenBeforeItIsSigned) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("section.opening", "intermission");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_EQ(std::ranges::count(room.entries(), "section opening"), 1);
  EXPECT_EQ(room.verdict(), "clean");
}

TEST(Intermission, TheProgramMayEndMeanwhileAndThatIsNoCrash) {
  SmallCeremony room;
  Recorder first;
  first.answer("step.inspect", "intermission").answer("intermission.back", "later");
  const auto end = room.hold(first);
  ASSERT_THAT(end, IsOk());
  EXPECT_EQ(end->ending, Ending::kInterrupted);
  EXPECT_FALSE(end->report.has_value());
  Recorder second;
  ASSERT_THAT(room.take_up(second), IsOk());
  EXPECT_THAT(room.entries(), Not(Contains("crash")));
  EXPECT_EQ(room.verdict(), "clean");
}

TEST(Intermission, WithoutAnythingToSignIsRefusedAndItGoesOn) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("step.arrive", "intermission");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_TRUE(guide.has_said("an intermission stands behind signatures"));
  EXPECT_EQ(room.verdict(), "clean");
}

}  // namespace intermission_test
}  // namespace pyx::ceremony::running
