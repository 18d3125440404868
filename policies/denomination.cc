#include "policies/denomination.h"

#include <chrono>
#include <limits>

#include "base/clock.h"

namespace pyx::policies {
namespace {

// The moments of the last period that there can be, of the longest schedule that the reader takes,
// fit many times over: nothing below overflows.
constexpr Duration kFarthest = std::chrono::hours(24) * 366 * 10'000 +  // `first`
                               (kMostPeriods + 2) * kLongestIssue + 2 * kLongestLife;
static_assert(kFarthest < Duration::max() / 16 && kLongestAhead < kFarthest);

}  // namespace

Period period_of(const Schedule& schedule, std::int64_t number) {
  Period period;
  period.number = number;
  period.begins = schedule.first + number * schedule.issue;
  period.born = period.begins - schedule.ahead;
  period.ends = period.begins + schedule.issue;
  period.mints_until = period.ends + schedule.overlap;
  period.coins_expire = period.mints_until + schedule.life;
  period.refresh_until = period.coins_expire + schedule.grace;
  return period;
}

std::optional<std::int64_t> period_at(const Schedule& schedule, Time now) {
  // Asked first, since the difference of any two times may overflow.
  if (schedule.issue <= Duration::zero() || now < schedule.first) return std::nullopt;
  if (now >= period_of(schedule, kMostPeriods).ends) return std::nullopt;
  return (now - schedule.first) / schedule.issue;
}

}  // namespace pyx::policies
