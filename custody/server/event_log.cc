#include "custody/server/event_log.h"

#include <unistd.h>

#include "base/json.h"

namespace pyx::server {
namespace {

// What came from outside may be no UTF-8: a line stays JSON whatever it quotes.
std::string printable(std::string_view text) {
  std::string shown(text.substr(0, EventLog::kMostValueBytes));
  for (char& one : shown) {
    if (one < 0x20 || one > 0x7e) one = '?';
  }
  return shown;
}

}  // namespace

std::string_view to_text(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

std::optional<Level> level_from(std::string_view text) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError}) {
    if (to_text(level) == text) return level;
  }
  return std::nullopt;
}

bool EventLog::admit(Level level, Time now, std::uint64_t& left_out) {
  const std::int64_t second =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  if (second != second_) {
    second_ = second;
    lines_this_second_ = 0;
  }
  const unsigned most = level == Level::kDebug ? kMostLinesASecond / 2 : kMostLinesASecond;
  if (lines_this_second_ >= most) {
    ++left_out_;
    return false;
  }
  ++lines_this_second_;
  left_out = std::exchange(left_out_, 0);
  return true;
}

void EventLog::write(Level level, std::string_view event,
                     std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  if (!wants(level)) return;
  const Time now = clock_.now();
  json::object line;
  line["time"] = to_rfc3339(now);
  line["level"] = to_text(level);
  line["event"] = event;
  for (const auto& [name, value] : members) line[name] = printable(value);
  const std::lock_guard lock(mutex_);
  std::uint64_t left_out = 0;
  if (!admit(level, now, left_out)) return;
  if (left_out > 0) line["lines_left_out"] = left_out;
  const std::string text = json::serialize(line) + "\n";
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written <= 0) return;  // nowhere left to complain to
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace pyx::server
