#include "base/clock.h"

#include "tests/matchers.h"

namespace pyx {
namespace clock_test {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::FailsWith;

TEST(Clock, TheSystemClockAgreesWithTime) {
  const auto seconds_now =
      std::chrono::duration_cast<seconds>(SystemClock().now().time_since_epoch()).count();
  EXPECT_NEAR(static_cast<double>(seconds_now), static_cast<double>(std::time(nullptr)), 2.0);
}

// RFC 9562, A.6: 2022-02-22 19:22:22 UTC is 1645557742000 ms.
TEST(Rfc3339, WritesMilliseconds) {
  EXPECT_EQ(to_rfc3339(Time(milliseconds(1645557742007))), "2022-02-22T19:22:22.007Z");
  EXPECT_EQ(to_rfc3339(Time()), "1970-01-01T00:00:00.000Z");
}

TEST(Rfc3339, ReadsWithAndWithoutMilliseconds) {
  EXPECT_EQ(from_rfc3339("2022-02-22T19:22:22Z").value(), Time(milliseconds(1645557742000)));
  EXPECT_EQ(from_rfc3339("2022-02-22T19:22:22.007Z").value(), Time(milliseconds(1645557742007)));
}

TEST(Rfc3339, KnowsLeapYears) {
  EXPECT_EQ(to_rfc3339(from_rfc3339("2024-02-29T00:00:00Z").value()), "2024-02-29T00:00:00.000Z");
  EXPECT_THAT(from_rfc3339("2023-02-29T00:00:00Z"), FailsWith(Code::kBadInput));
  EXPECT_THAT(from_rfc3339("2100-02-29T00:00:00Z"), FailsWith(Code::kBadInput));
}

TEST(Rfc3339, OtherFormsAreRefused) {
  for (const auto* text :
       {"", "Z", "2022-02-22", "2022-02-22T19:22:22", "2022-02-22t19:22:22Z",
        "2022-02-22T19:22:22z", "2022-02-22 19:22:22Z", "2022-02-22T19:22:22+00:00",
        "2022-02-22T19:22:22.7Z", "2022-02-22T19:22:22.0070Z", "2022-02-22T19:22:22,007Z",
        " 2022-02-22T19:22:22Z", "2022-02-22T19:22:22Z ", "22022-02-22T19:22:22Z",
        "2022-2-22T19:22:22Z", "+022-02-22T19:22:22Z"}) {
    EXPECT_THAT(from_rfc3339(text), FailsWith(Code::kBadInput)) << text;
  }
}

TEST(Rfc3339, FieldsOutOfRangeAreRefused) {
  for (const auto* text : {"2022-00-22T19:22:22Z", "2022-13-22T19:22:22Z", "2022-02-00T19:22:22Z",
                           "2022-04-31T19:22:22Z", "2022-02-22T24:00:00Z", "2022-02-22T19:60:22Z",
                           "2022-02-22T19:22:60Z"}) {
    EXPECT_THAT(from_rfc3339(text), FailsWith(Code::kBadInput)) << text;
  }
}

TEST(DurationText, ReadsEachUnit) {
  EXPECT_EQ(parse_duration("90s").value(), seconds(90));
  EXPECT_EQ(parse_duration("15m").value(), minutes(15));
  EXPECT_EQ(parse_duration("24h").value(), hours(24));
  EXPECT_EQ(parse_duration("7d").value(), hours(7 * 24));
}

TEST(DurationText, ZeroNegativeFractionsAndOtherUnitsAreRefused) {
  for (const auto* text : {"", "s", "0s", "-1s", "+1s", "1", "1.5h", "1 s", " 1s", "1s ", "1S",
                           "1w", "1ms", "1h30m", "0x1s"}) {
    EXPECT_THAT(parse_duration(text), FailsWith(Code::kBadInput)) << text;
  }
}

TEST(DurationText, AHundredYearsAreTheMost) {
  EXPECT_EQ(parse_duration("36525d").value(), hours(36525 * 24));
  EXPECT_THAT(parse_duration("36526d"), FailsWith(Code::kBadInput));
}

TEST(DurationText, WhatDoesNotFitANumberIsRefused) {
  EXPECT_THAT(parse_duration("9223372036854775807d"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_duration("9223372036854775808s"), FailsWith(Code::kBadInput));
}

TEST(DurationText, IsWrittenInTheLargestUnitThatFits) {
  EXPECT_EQ(to_text(Duration(hours(48))), "2d");
  EXPECT_EQ(to_text(Duration(hours(25))), "25h");
  EXPECT_EQ(to_text(Duration(seconds(90))), "90s");
  EXPECT_EQ(to_text(Duration(minutes(15))), "15m");
  EXPECT_EQ(to_text(Duration(1500)), "1500ms");
}

}  // namespace clock_test
}  // namespace pyx
