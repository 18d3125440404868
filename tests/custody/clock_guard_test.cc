#include "custody/clock_guard.h"

#include "tests/matchers.h"

namespace pyx::custody {
namespace clock_guard_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using std::chrono::hours;
using std::chrono::seconds;

const Time kLast = Time(hours(24 * 365 * 56));
constexpr Duration kOutage = hours(24 * 30);

class AClockGuard : public ::testing::Test {
 protected:
  Result<void> check() { return guard_.check({wall_, passed_, last_, accepted_}); }
  void pass(Duration by) {
    wall_ += by;
    passed_ += by;
  }

  ClockGuard guard_{kLast, kOutage, false};
  Time wall_ = kLast;
  Duration passed_ = seconds(1000);
  Time last_ = kLast;
  Time accepted_{};
};

TEST_F(AClockGuard, BelievesAClockThatGoesOnAsTimePasses) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_THAT(check(), IsOk());
    pass(hours(i * 7));
  }
}

TEST_F(AClockGuard, RefusesAClockBehindTheLastLeafByMoreThanSeconds) {
  wall_ = kLast - kClockStepMost;
  EXPECT_THAT(check(), IsOk());
  wall_ -= Duration(1);
  EXPECT_THAT(check(), RefusedBy("CLOCK-SANE"));
}

TEST_F(AClockGuard, RefusesAClockThatMovedOnByMoreThanWhatPassed) {
  ASSERT_THAT(check(), IsOk());
  pass(hours(1));
  wall_ += kClockStepMost;
  EXPECT_THAT(check(), IsOk());
  wall_ += kClockStepMost + Duration(1);
  EXPECT_THAT(check(), FailsSaying(Code::kRefused, "clock.accept"));
  EXPECT_TRUE(guard_.in_doubt());
}

TEST_F(AClockGuard, StaysInDoubtUntilTheClockIsSetRight) {
  ASSERT_THAT(check(), IsOk());
  wall_ += hours(24 * 365);
  EXPECT_THAT(check(), RefusedBy("CLOCK-SANE"));
  pass(hours(24 * 3650));
  EXPECT_THAT(check(), RefusedBy("CLOCK-SANE"));
  wall_ -= hours(24 * 365);
  EXPECT_THAT(check(), IsOk());
  EXPECT_FALSE(guard_.in_doubt());
}

TEST_F(AClockGuard, BelievesWhatAnActHasAcceptedAndNoMore) {
  ASSERT_THAT(check(), IsOk());
  wall_ += hours(2);
  ASSERT_THAT(check(), RefusedBy("CLOCK-SANE"));
  accepted_ = wall_ + hours(1);
  EXPECT_THAT(check(), IsOk());
  wall_ += hours(2);
  EXPECT_THAT(check(), RefusedBy("CLOCK-SANE"));
}

TEST_F(AClockGuard, AllowsAnOutageOfThePolicysLengthBeforeItsFirstReadingAndNoLongerOne) {
  wall_ = kLast + kOutage;
  EXPECT_THAT(check(), IsOk());
  ClockGuard later(kLast, kOutage, false);
  EXPECT_THAT(later.check({kLast + kOutage + Duration(1), passed_, last_, accepted_}),
              RefusedBy("CLOCK-SANE"));
}

TEST_F(AClockGuard, ThatEndedInDoubtBeginsInDoubt) {
  ClockGuard doubting(kLast, kOutage, true);
  EXPECT_THAT(doubting.check({kLast + hours(1), passed_, last_, accepted_}),
              FailsSaying(Code::kRefused, "was in doubt when the last run ended"));
  EXPECT_TRUE(doubting.in_doubt());
  EXPECT_THAT(doubting.check({kLast + hours(1), passed_, last_, kLast + hours(1)}), IsOk());
  ClockGuard set_right(kLast, kOutage, true);
  EXPECT_THAT(set_right.check({kLast + seconds(2), passed_, last_, accepted_}), IsOk());
}

}  // namespace clock_guard_test
}  // namespace pyx::custody
