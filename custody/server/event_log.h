// What the daemon tells its operator: one JSON object a line. Not the evidence log, and no secret
// ever.
//   {"time":"2026-11-23T08:56:20.123Z","level":"info","event":"started","listen":"127.0.0.1:7443"}
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace pyx::server {

enum class Level { kInfo, kWarning, kError };

// Threads: any. What strangers can provoke without end is bounded: of lines past kMostLinesASecond
// only the number is told.
class EventLog {
 public:
  static constexpr unsigned kMostLinesASecond = 200;

  // `descriptor` stays open and belongs to the caller; `clock` outlives the log.
  EventLog(int descriptor, const Clock& clock) : descriptor_(descriptor), clock_(clock) {}

  void write(Level level, std::string_view event,
             std::initializer_list<std::pair<std::string_view, std::string_view>> members = {});

 private:
  bool admit(Time now, std::uint64_t& left_out);

  const int descriptor_;
  const Clock& clock_;
  std::mutex mutex_;
  std::int64_t second_ = 0;
  unsigned lines_this_second_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace pyx::server
