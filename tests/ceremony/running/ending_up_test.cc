#include "ceremony/running/ending_up.h"

#include <gmock/gmock.h>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace ending_up_test {

using pyx::testing::IsOk;
using testing::Recorder;
using testing::SmallCeremony;

TEST(EndingUp, EverybodyInTheRoomSignsTheLastEntry) {
  SmallCeremony room;
  Recorder guide;
  ASSERT_THAT(room.hold(guide), IsOk());
  for (const char* person : {"alice", "bob", "carol", "wanda"})
    EXPECT_TRUE(guide.was_asked("end." + std::string(person)));
}

TEST(EndingUp, WithoutAWitnessInTheRoomThereIsNoEnd) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("section.opening", "sign")
      .answer("step.fetch", "leave")
      .answer("step.fetch.who", "wanda")
      .answer("left.wanda", "has gone")
      .answer("refused.fetch", "abandon");
  EXPECT_FALSE(room.hold(guide).ok());
  EXPECT_TRUE(guide.has_said("no witness is in the room"));
  EXPECT_NE(room.entries().back(), "end abandoned");
}

TEST(EndingUp, TheVerdictIsWhatAnybodySeesOfTheBundle) {
  SmallCeremony room;
  Recorder guide;
  const auto end = room.hold(guide);
  ASSERT_THAT(end, IsOk());
  ASSERT_TRUE(end->report.has_value());
  EXPECT_EQ(std::string(to_text(end->report->verdict)), room.verdict());
  EXPECT_EQ(end->report->header.mode, transcript::Mode::kRehearsal);
}

}  // namespace ending_up_test
}  // namespace pyx::ceremony::running
