#include "custody/clock_guard.h"

namespace pyx::custody {
namespace {

constexpr std::string_view kControl = "CLOCK-SANE";

}  // namespace

// The most that the wall clock may say now.
Time ClockGuard::expected(const Reading& reading) const {
  if (!has_reading_) return most_;
  return wall_ + (reading.passed - passed_) + kClockStepMost;
}

Result<void> ClockGuard::check(const Reading& reading) {
  if (reading.wall + kClockStepMost < reading.last) {
    return refused(kControl, "the clock says " + to_rfc3339(reading.wall) +
                                 ", before the log's last leaf of " + to_rfc3339(reading.last) +
                                 "; set the clock right");
  }
  const Time most = expected(reading);
  const bool moved_on = reading.wall > most;
  // A run that ended in doubt begins in doubt: only the act helps, or a clock that did not move.
  const bool doubted =
      moved_on || (in_doubt_ && !has_reading_ && reading.wall > wall_ + kClockStepMost);
  if (doubted && reading.wall > reading.accepted) {
    in_doubt_ = true;
    const std::string says = "the clock says " + to_rfc3339(reading.wall);
    if (!moved_on) {
      return refused(kControl, says +
                                   ", and was in doubt when the last run ended; accept it by "
                                   "the act clock.accept");
    }
    return refused(kControl, says + ", but " + to_rfc3339(most) +
                                 " at most was expected; set it right, or accept it by the act "
                                 "clock.accept");
  }
  in_doubt_ = false;
  has_reading_ = true;
  wall_ = reading.wall;
  passed_ = reading.passed;
  return {};
}

}  // namespace pyx::custody
