#include "ceremony/running/doing_step.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace doing_step_test {

using pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::Not;
using testing::Recorder;
using testing::SmallCeremony;

TEST(DoingStep, WhoComesInIsAskedForAndWhoDoesNotComeIsNotThere) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("arrive.here", "alice, bob, wanda");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("arrived bob"));
  EXPECT_THAT(room.entries(), Not(Contains("arrived carol")));
  EXPECT_EQ(room.verdict(), "clean");
}

TEST(DoingStep, WithTooFewOfARoleNobodyComesIn) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("arrive.here", "alice, bob").answer("refused.arrive", "again");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_TRUE(guide.has_said("0 people of role witness come, but 1 are needed"));
  EXPECT_EQ(room.verdict(), "clean");
}

TEST(DoingStep, TheWatchIsComparedWhenTheWitnessIsThere) {
  SmallCeremony room;
  Recorder guide;
  ASSERT_THAT(room.hold(guide), IsOk());
  const auto entries = room.entries();
  const auto clock = std::ranges::find(entries, "clock wanda");
  const auto done = std::ranges::find(entries, "step-done arrive");
  EXPECT_LT(clock - entries.begin(), done - entries.begin());
}

TEST(DoingStep, NobodyLeavesInTheTranscriptBeforeItsEndIsSigned) {
  SmallCeremony room;
  Recorder guide;
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Not(Contains("left alice")));
  EXPECT_THAT(room.entries(), Contains("step-done leave"));
  EXPECT_TRUE(guide.has_said("nobody leaves before the end is signed"));
}

TEST(DoingStep, WhoDoesNotAgreeWithTheTranscriptSignsThat) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("sign.agree.bob", "object").answer("sign.agree.bob.objection", "line 7 is wrong");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("objection bob"));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

}  // namespace doing_step_test
}  // namespace pyx::ceremony::running
