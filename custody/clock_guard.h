// Control CLOCK-SANE: whether the wall clock can be believed. Pure: every reading is handed in.
#pragma once

#include <chrono>

#include "base/clock.h"
#include "base/result.h"

namespace pyx::custody {

// A wall clock that stands further behind the last leaf, or has moved further ahead of what has
// passed, is not believed.
inline constexpr Duration kClockStepMost = std::chrono::seconds(5);

class ClockGuard {
 public:
  struct Reading {
    Time wall{};
    Duration passed{};  // Clock::passed()
    Time last{};        // of the last leaf: time never goes back behind it
    Time accepted{};    // by the last act clock.accept: up to here the clock is believed
  };

  // `believed`: the persisted time of the last leaf before which there was no doubt; no reading of
  // that run is known. Until the first of this one the clock may have moved on by `outage`, unless
  // it was in doubt already when the last run ended.
  ClockGuard(Time believed, Duration outage, bool in_doubt)
      : wall_(believed), most_(believed + outage), in_doubt_(in_doubt) {}

  // Errors: kRefused with CLOCK-SANE. What is in doubt stays so until the clock is set right or an
  // act accepts it.
  Result<void> check(const Reading& reading);
  bool in_doubt() const { return in_doubt_; }

 private:
  Time expected(const Reading& reading) const;

  bool has_reading_ = false;
  Time wall_;          // of the last reading that was believed
  Duration passed_{};  // at that reading
  Time most_;          // what the first reading of this run may say at most
  bool in_doubt_;
};

}  // namespace pyx::custody
