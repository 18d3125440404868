// Lines of text as a screen shows them, apart from any terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pyx::ceremony::screen {

struct Size {
  std::size_t rows = 24;
  std::size_t columns = 80;
  bool operator==(const Size&) const = default;
};

enum class Style {
  kPlain,
  kStrong,
  kPale,
  kAlarm,   // deviations, time that is over
  kBanner,  // of a rehearsal: the whole line, light and dark exchanged
  kReal,    // of a ceremony that counts
};

// Made safe for a terminal before it is put here (ceremony/cli/escape.h).
struct Span {
  std::string text;
  Style style = Style::kPlain;
};
using Line = std::vector<Span>;
using Lines = std::vector<Line>;

void append(Lines& to, Lines lines);
std::size_t columns_of(const Line& line);
std::string text_of(const Line& line);
// As much of it as fits.
Line fitted(Line line, std::size_t columns);
// At both ends of one line; of the left one goes what has no room.
Line spread(Line left, Line right, std::size_t columns, Style between = Style::kPlain);

// Escaped and wrapped. `text` may be anything.
Lines paragraph(std::string_view text, std::size_t columns, Style style = Style::kPlain);
// With a label in front of the first line and blanks in front of the others; none if `text` is
// empty.
Lines labelled(std::string_view label, std::string_view text, std::size_t columns,
               Style style = Style::kPlain);
inline constexpr std::size_t kLabelColumns = 8;

}  // namespace pyx::ceremony::screen
