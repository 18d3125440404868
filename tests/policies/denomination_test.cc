#include "policies/denomination.h"

#include <gmock/gmock.h>

#include <random>

namespace pyx::policies {
namespace denomination_test {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration kMs(1);
constexpr Duration kDay = hours(24);

Time at(std::string_view text) { return from_rfc3339(text).value(); }

// A week each, made a month ahead, a day of overlap, a year of life, 30 days of grace.
Schedule weekly() {
  return {at("2026-11-02T00:00:00Z"), 7 * kDay, kDay, 28 * kDay, 365 * kDay, 30 * kDay};
}

TEST(PeriodOf, GivesEachMomentOfTheFirst) {
  const Period first = period_of(weekly(), 0);
  EXPECT_EQ(first.number, 0);
  EXPECT_EQ(first.born, at("2026-10-05T00:00:00Z"));
  EXPECT_EQ(first.begins, at("2026-11-02T00:00:00Z"));
  EXPECT_EQ(first.ends, at("2026-11-09T00:00:00Z"));
  EXPECT_EQ(first.mints_until, at("2026-11-10T00:00:00Z"));
  EXPECT_EQ(first.coins_expire, at("2027-11-10T00:00:00Z"));
  EXPECT_EQ(first.refresh_until, at("2027-12-10T00:00:00Z"));
}

TEST(PeriodOf, WithoutOverlapAndGraceHasMomentsThatFallTogether) {
  Schedule schedule = weekly();
  schedule.overlap = schedule.grace = Duration::zero();
  const Period second = period_of(schedule, 1);
  EXPECT_EQ(second.begins, at("2026-11-09T00:00:00Z"));
  EXPECT_EQ(second.mints_until, second.ends);
  EXPECT_EQ(second.refresh_until, second.coins_expire);
}

TEST(PeriodAt, IsThatWhichHasBegunAndHasNotEnded) {
  EXPECT_EQ(period_at(weekly(), at("2026-11-02T00:00:00Z")), 0);
  EXPECT_EQ(period_at(weekly(), at("2026-11-08T23:59:59.999Z")), 0);
  EXPECT_EQ(period_at(weekly(), at("2026-11-09T00:00:00Z")), 1);
  EXPECT_EQ(period_at(weekly(), at("2026-11-16T00:00:00Z")), 2);
}

TEST(PeriodAt, BeforeTheFirstIsNothing) {
  EXPECT_EQ(period_at(weekly(), at("2026-11-01T23:59:59.999Z")), std::nullopt);
  EXPECT_EQ(period_at(weekly(), Time::min()), std::nullopt);
}

TEST(PeriodAt, BeyondTheLastIsNothing) {
  const Period last = period_of(weekly(), kMostPeriods);
  EXPECT_EQ(period_at(weekly(), last.ends - kMs), kMostPeriods);
  EXPECT_EQ(period_at(weekly(), last.ends), std::nullopt);
  EXPECT_EQ(period_at(weekly(), Time::max()), std::nullopt);
}

TEST(PeriodAt, OfAScheduleWithoutPeriodsIsNothing) {
  EXPECT_EQ(period_at(Schedule{}, Time{}), std::nullopt);
  Schedule backwards = weekly();
  backwards.issue = -kDay;
  EXPECT_EQ(period_at(backwards, backwards.first), std::nullopt);
}

// Any schedule that a policy may hold.
class RandomSchedule {
 public:
  Schedule next() {
    Schedule schedule;
    schedule.first = Time(between(at("0000-01-01T00:00:00Z").time_since_epoch(),
                                  at("9999-12-31T23:59:59Z").time_since_epoch()));
    schedule.issue = between(kShortestIssue, kLongestIssue);
    schedule.overlap = between(Duration::zero(), schedule.issue);
    schedule.ahead = between(Duration::zero(), kLongestAhead);
    schedule.life = between(hours(1), kLongestLife);
    schedule.grace = between(Duration::zero(), kLongestLife);
    return schedule;
  }
  // The ends of what is allowed come up as often as what lies between.
  std::int64_t number() { return between(Duration(0), Duration(kMostPeriods)).count(); }

 private:
  Duration between(Duration least, Duration most) {
    const int which = std::uniform_int_distribution<>(0, 3)(random_);
    if (which == 0) return least;
    if (which == 1) return most;
    return Duration(
        std::uniform_int_distribution<std::int64_t>(least.count(), most.count())(random_));
  }
  std::mt19937_64 random_{20261126};  // the same each time
};

TEST(PeriodOf, AnySchedulesMomentsFollowEachOther) {
  RandomSchedule random;
  for (int i = 0; i < 20'000; ++i) {
    const Schedule schedule = random.next();
    const Period period = period_of(schedule, random.number());
    ASSERT_LE(period.born, period.begins);
    ASSERT_LT(period.begins, period.ends);
    ASSERT_LE(period.ends, period.mints_until);
    ASSERT_LT(period.mints_until, period.coins_expire);
    ASSERT_LE(period.coins_expire, period.refresh_until);
    ASSERT_EQ(period.ends - period.begins, schedule.issue);
    ASSERT_EQ(period.begins - period.born, schedule.ahead);
  }
}

TEST(PeriodOf, APeriodEndsWhereTheNextBeginsAndNoThirdOneMintsBesideThem) {
  RandomSchedule random;
  for (int i = 0; i < 20'000; ++i) {
    const Schedule schedule = random.next();
    const std::int64_t number = random.number();
    const Period period = period_of(schedule, number);
    ASSERT_EQ(period.ends, period_of(schedule, number + 1).begins);
    ASSERT_LE(period.mints_until, period_of(schedule, number + 2).begins);
  }
}

TEST(PeriodAt, FindsAnyPeriodFromItsFirstMomentToItsLast) {
  RandomSchedule random;
  for (int i = 0; i < 20'000; ++i) {
    const Schedule schedule = random.next();
    const std::int64_t number = random.number();
    const Period period = period_of(schedule, number);
    ASSERT_EQ(period_at(schedule, period.begins), number);
    ASSERT_EQ(period_at(schedule, period.ends - kMs), number);
    const auto next = period_at(schedule, period.ends);
    ASSERT_EQ(next, number == kMostPeriods ? std::nullopt : std::optional(number + 1));
    const auto previous = period_at(schedule, period.begins - kMs);
    ASSERT_EQ(previous, number == 0 ? std::nullopt : std::optional(number - 1));
  }
}

}  // namespace denomination_test
}  // namespace pyx::policies
