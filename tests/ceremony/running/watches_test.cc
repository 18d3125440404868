#include "ceremony/running/watches.h"

#include <gmock/gmock.h>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace watches_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::Contains;
using testing::Recorder;
using testing::SmallCeremony;

Time at(const std::string& text) { return from_rfc3339(text).value(); }

TEST(Watches, ATimeOfDayIsOfTheDayThatMakesItNearest) {
  const Time noon = at("2026-11-23T12:00:00Z");
  EXPECT_EQ(watch_from("12:03", noon).value(), at("2026-11-23T12:03:00Z"));
  EXPECT_EQ(watch_from("12:03:15", noon).value(), at("2026-11-23T12:03:15Z"));
  EXPECT_EQ(watch_from("23:59", at("2026-11-23T00:01:00Z")).value(), at("2026-11-22T23:59:00Z"));
  EXPECT_EQ(watch_from("00:01", at("2026-11-23T23:59:00Z")).value(), at("2026-11-24T00:01:00Z"));
}

TEST(Watches, AWholeTimeIsTakenAsItIs) {
  EXPECT_EQ(watch_from("2020-01-01T00:00:00Z", at("2026-11-23T12:00:00Z")).value(),
            at("2020-01-01T00:00:00Z"));
}

TEST(Watches, AnythingElseIsNoTime) {
  for (const char* text : {"24:00", "12:60", "12:00:60", "noon", "1:00", "12-00", ""})
    EXPECT_THAT(watch_from(text, at("2026-11-23T12:00:00Z")), FailsWith(Code::kBadInput)) << text;
}

TEST(Watches, AWatchThatIsFarOffIsADeviation) {
  SmallCeremony room;
  Recorder guide;
  const Time far = room.clock.now() + std::chrono::minutes(5);
  guide.answer("clock.wanda", to_rfc3339(far));
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("deviation clock"));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

TEST(Watches, AWatchThatIsALittleOffIsNone) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("clock.wanda", to_rfc3339(room.clock.now() + std::chrono::seconds(100)));
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_EQ(room.verdict(), "clean");
}

}  // namespace watches_test
}  // namespace pyx::ceremony::running
