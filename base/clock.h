// Wall-clock time in UTC, and the clock as a thing that is handed in, so that a test can move it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pyx {

using Duration = std::chrono::milliseconds;
using Time = std::chrono::time_point<std::chrono::system_clock, Duration>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  // What has passed since some moment in the past, whatever anybody sets the clock to; suspension
  // of the host counts. Source: CLOCK_BOOTTIME.
  virtual Duration passed() const;
};

class SystemClock : public Clock {
 public:
  Time now() const override;
};

// RFC 3339 in UTC, with milliseconds: "2026-11-23T08:56:20.123Z".
std::string to_rfc3339(Time time);
// Exactly the form that to_rfc3339 writes, or the same without the milliseconds. Errors: kBadInput.
Result<Time> from_rfc3339(std::string_view text);
// "90s", "15m", "24h", "7d": a positive whole number and one unit. Errors: kBadInput.
Result<Duration> parse_duration(std::string_view text);
std::string to_text(Duration duration);  // the largest unit that fits: "15m"

}  // namespace pyx
