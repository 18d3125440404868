// What the daemon tells its operator: one JSON object a line. Not the evidence log, and no secret
// ever.
//   {"time":"2026-11-23T08:56:20.123Z","level":"info","event":"started","listen":"127.0.0.1:7443"}
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace pyx::server {

enum class Level { kDebug, kInfo, kWarning, kError };
std::string_view to_text(Level level);  // "debug" "info" "warning" "error"
std::optional<Level> level_from(std::string_view text);

// Threads: any. What strangers can provoke without end is bounded: of lines past kMostLinesASecond
// only the number is told, and debug lines leave half of them to the others. A value longer than
// kMostValueBytes is cut.
class EventLog {
 public:
  static constexpr unsigned kMostLinesASecond = 200;
  static constexpr std::size_t kMostValueBytes = 512;

  // `descriptor` stays open and belongs to the caller; `clock` outlives the log. Lines below
  // `least` are not written.
  EventLog(int descriptor, const Clock& clock, Level least = Level::kInfo)
      : descriptor_(descriptor), clock_(clock), least_(least) {}

  bool wants(Level level) const { return level >= least_; }

  void write(Level level, std::string_view event,
             std::initializer_list<std::pair<std::string_view, std::string_view>> members = {});

 private:
  bool admit(Level level, Time now, std::uint64_t& left_out);

  const int descriptor_;
  const Clock& clock_;
  const Level least_;
  std::mutex mutex_;
  std::int64_t second_ = 0;
  unsigned lines_this_second_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace pyx::server
