#include "base/clock.h"

#include <array>
#include <cctype>
#include <charconv>
#include <ctime>
#include <string>

namespace pyx {
namespace {

struct Unit {
  std::string_view suffix;
  Duration length;
};
constexpr std::array kUnits = {
    Unit{"d", std::chrono::hours(24)},
    Unit{"h", std::chrono::hours(1)},
    Unit{"m", std::chrono::minutes(1)},
    Unit{"s", std::chrono::seconds(1)},
};
constexpr std::int64_t kLongestDays = 36525;  // a hundred years

// "2026-11-23T08:56:20" with '0' for each digit.
constexpr std::string_view kShape = "0000-00-00T00:00:00";

bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '0' ? !digit : text[i] != shape[i]) return false;
  }
  return true;
}

int number(std::string_view text, std::size_t from, std::size_t size) {
  int value = 0;
  std::from_chars(text.data() + from, text.data() + from + size, value);
  return value;
}

std::string digits(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

}  // namespace

Duration Clock::passed() const {
  timespec since{};
  clock_gettime(CLOCK_BOOTTIME, &since);
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(since.tv_sec) +
                                              std::chrono::nanoseconds(since.tv_nsec));
}

Time SystemClock::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::string to_rfc3339(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return digits(static_cast<int>(date.year()), 4) + "-" +
         digits(static_cast<unsigned>(date.month()), 2) + "-" +
         digits(static_cast<unsigned>(date.day()), 2) + "T" + digits(clock.hours().count(), 2) +
         ":" + digits(clock.minutes().count(), 2) + ":" + digits(clock.seconds().count(), 2) + "." +
         digits(clock.subseconds().count(), 3) + "Z";
}

Result<Time> from_rfc3339(std::string_view text) {
  const auto bad = [] {
    return error(Code::kBadInput, "not a time in UTC like 2026-11-23T08:56:20Z (RFC 3339)");
  };
  if (text.empty() || text.back() != 'Z') return bad();
  const std::string_view rest = text.substr(0, text.size() - 1);
  int ms = 0;
  if (has_shape(rest, std::string(kShape) + ".000")) {
    ms = number(rest, kShape.size() + 1, 3);
  } else if (!has_shape(rest, kShape)) {
    return bad();
  }
  const std::chrono::year_month_day date(
      std::chrono::year(number(rest, 0, 4)),
      std::chrono::month(static_cast<unsigned>(number(rest, 5, 2))),
      std::chrono::day(static_cast<unsigned>(number(rest, 8, 2))));
  const int hour = number(rest, 11, 2);
  const int minute = number(rest, 14, 2);
  const int second = number(rest, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return bad();
  return Time(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second) +
         std::chrono::milliseconds(ms);
}

Result<Duration> parse_duration(std::string_view text) {
  const auto bad = [] {
    return error(Code::kBadInput, "not a length of time like 90s, 15m, 24h or 7d");
  };
  std::int64_t count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc() || count <= 0 || text.front() == '+') return bad();
  const std::string_view suffix = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : kUnits) {
    if (suffix != unit.suffix) continue;
    if (count > kLongestDays * kUnits[0].length / unit.length) {
      return error(Code::kBadInput, "a length of time is at most a hundred years");
    }
    return count * unit.length;
  }
  return bad();
}

std::string to_text(Duration duration) {
  for (const Unit& unit : kUnits) {
    if (duration % unit.length == Duration(0) && duration >= unit.length) {
      return std::to_string(duration / unit.length) + std::string(unit.suffix);
    }
  }
  return std::to_string(duration.count()) + "ms";
}

}  // namespace pyx
