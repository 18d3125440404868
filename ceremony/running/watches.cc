#include "ceremony/running/watches.h"

#include <array>

#include "ceremony/running/deviating.h"
#include "ceremony/transcript/roster.h"

namespace pyx::ceremony::running {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kMostOff = minutes(2);  // docs/formats/ceremony-transcript.md, `end`
constexpr std::size_t kShort = 5;          // "09:30"
constexpr std::size_t kLong = 8;           // "09:30:15"

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Of a text of the form "09:30:15", at 0, 3 or 6.
int two_digits(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

bool is_time_of_day(std::string_view text) {
  if (text.size() != kShort && text.size() != kLong) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != ':' : !is_digit(text[i])) return false;
  }
  const int second = text.size() == kLong ? two_digits(text, 6) : 0;
  return two_digits(text, 0) < 24 && two_digits(text, 3) < 60 && second < 60;
}

std::string short_of(Time time) { return to_rfc3339(time).substr(11, kLong); }

}  // namespace

Result<Time> watch_from(std::string_view text, Time near) {
  if (auto whole = from_rfc3339(text)) return whole;
  if (!is_time_of_day(text)) return error(Code::kBadInput, "a time is written as 09:30:15, in UTC");
  Duration of_day = hours(two_digits(text, 0)) + minutes(two_digits(text, 3));
  if (text.size() == kLong) of_day += seconds(two_digits(text, 6));
  const Time today = std::chrono::floor<days>(near) + of_day;
  Time nearest = today;
  for (const Time other : {Time(today - days(1)), Time(today + days(1))}) {
    if (std::chrono::abs(other - near) < std::chrono::abs(nearest - near)) nearest = other;
  }
  return nearest;
}

Result<void> compare_watches(Course& course) {
  for (const std::string& witness : course.book.standing().present_with(transcript::kWitness)) {
    if (course.book.standing().has_watch_of(witness)) continue;
    Question question;
    question.id = "clock." + witness;
    question.text =
        "what does your watch say, in UTC; the host says " + short_of(course.clock.now());
    question.person = witness;
    question.expected = short_of(course.clock.now());
    PYX_ASSIGN(const std::string answer, course.guide.ask(question));
    const auto watch = watch_from(answer, course.clock.now());
    if (!watch) return watch.error();
    PYX_TRY(course.book.entry(transcript::Kind::kClock,
                              {{"person", witness}, {"watch", to_rfc3339(*watch)}}));
    const Duration off = std::chrono::abs(*watch - course.clock.now());
    if (off <= kMostOff) continue;
    const auto apart = std::chrono::duration_cast<seconds>(off).count();
    PYX_TRY(deviate(course, {"clock." + witness + ".deviation", "clock", "major",
                             "the host's clock and the watch of " + witness + " are " +
                                 std::to_string(apart) + " seconds apart"}));
  }
  return {};
}

}  // namespace pyx::ceremony::running
