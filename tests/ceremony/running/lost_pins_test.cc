#include "ceremony/running/lost_pins.h"

#include <gmock/gmock.h>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

// That tokens get new PINs is seen on real ones: rehearsal_crash_test.
namespace pyx::ceremony::running {
namespace lost_pins_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::Recorder;
using testing::SmallCeremony;

// Control RUN-RECONCILED.
TEST(LostPins, WhereNoTokenIsUnderPinsOfTheProgramNobodyIsAsked) {
  SmallCeremony room;
  Recorder first;
  first.stops_at = "step.open";
  ASSERT_THAT(room.hold(first), FailsWith(Code::kAskPerson));
  Recorder second;
  ASSERT_THAT(room.take_up(second), IsOk());
  for (const Question& one : second.asked) EXPECT_NE(one.id.substr(0, 12), "crash.token.");
}

}  // namespace lost_pins_test
}  // namespace pyx::ceremony::running
