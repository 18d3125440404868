#include "ceremony/running/ceremony.h"

#include <gmock/gmock.h>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace ceremony_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::Recorder;
using testing::SmallCeremony;

TEST(Ceremony, EndsWithTheVerdictOnItsBundle) {
  SmallCeremony room;
  Recorder guide;
  const auto end = room.hold(guide);
  ASSERT_THAT(end, IsOk());
  EXPECT_EQ(end->bundle, room.bundle());
  EXPECT_EQ(end->report->verdict, transcript::Verdict::kClean);
}

TEST(Ceremony, OneThatCameToItsEndIsNotTakenUp) {
  SmallCeremony room;
  Recorder guide;
  ASSERT_THAT(room.hold(guide), IsOk());
  Recorder second;
  EXPECT_THAT(room.take_up(second), FailsWith(Code::kConflict));
}

TEST(Ceremony, OneThatWasNeverBegunIsNotTakenUp) {
  SmallCeremony room;
  Recorder guide;
  EXPECT_THAT(room.take_up(guide), FailsWith(Code::kNotFound));
}

}  // namespace ceremony_test
}  // namespace pyx::ceremony::running
