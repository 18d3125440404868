#include "ceremony/running/attendance.h"

#include <gmock/gmock.h>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace attendance_test {

using pyx::testing::IsOk;
using ::testing::Contains;
using testing::Recorder;
using testing::SmallCeremony;

TEST(Attendance, WhoIsMissedByALaterStepIsMissedAtOnce) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("step.fetch", "leave")
      .answer("step.fetch.who", "alice")
      .answer("left.alice", "is ill")
      .answer("refused.fetch", "come")
      .answer("refused.fetch.who", "alice");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_TRUE(guide.has_said("without alice, step fetch: wanda does this alone"));
  EXPECT_TRUE(guide.has_said("an intermission lets everybody wait"));
  EXPECT_THAT(room.entries(), Contains("left alice"));
}

TEST(Attendance, WhoComesBackIsIdentifiedByTwo) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("step.fetch", "leave")
      .answer("step.fetch.who", "bob")
      .answer("left.bob", "has a call")
      .answer("step.fetch", "come")
      .answer("step.fetch.who", "bob");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("arrived bob"));
  EXPECT_THAT(room.entries(), Contains("identified"));
  EXPECT_EQ(room.verdict(), "clean");
}

TEST(Attendance, WhoIsNotMissedLeavesWithoutAWord) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("step.sign", "leave").answer("step.sign.who", "carol").answer("left.carol", "ill");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_FALSE(guide.has_said("an intermission lets everybody wait"));
  EXPECT_EQ(room.verdict(), "clean");
}

}  // namespace attendance_test
}  // namespace pyx::ceremony::running
