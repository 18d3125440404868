#include "ceremony/screen/drawing.h"

#include <algorithm>
#include <string_view>

namespace pyx::ceremony::screen {
namespace {

constexpr std::string_view kPlainAgain = "\x1b[0m";
constexpr std::string_view kEraseRest = "\x1b[K";
constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";

std::string_view rendition(Style style, bool colours) {
  switch (style) {
    case Style::kPlain:
      return {};
    case Style::kStrong:
      return "\x1b[1m";
    case Style::kPale:
      return "\x1b[2m";
    case Style::kAlarm:
      return colours ? "\x1b[1;33m" : "\x1b[1m";
    case Style::kBanner:
      return colours ? "\x1b[1;30;43m" : "\x1b[1;7m";
    case Style::kReal:
      return colours ? "\x1b[1;36m" : "\x1b[1m";
  }
  return {};
}

std::string at(std::size_t row, std::size_t column) {
  return "\x1b[" + std::to_string(row + 1) + ";" + std::to_string(column + 1) + "H";
}

}  // namespace

std::string drawn(const Frame& frame, Size size, Colour colour) {
  std::string bytes(kHideCursor);
  for (std::size_t row = 0; row < std::min(frame.lines.size(), size.rows); ++row) {
    const Line& line = frame.lines[row];
    bytes += at(row, 0);
    for (const Span& span : line) {
      const std::string_view style = rendition(span.style, colour == Colour::kYes);
      bytes.append(style).append(span.text);
      if (!style.empty()) bytes += kPlainAgain;
    }
    // At the last column it would take away what stands there.
    if (columns_of(line) < size.columns) bytes += kEraseRest;
  }
  if (frame.cursor) bytes.append(at(frame.cursor_row, frame.cursor_column)).append(kShowCursor);
  return bytes;
}

}  // namespace pyx::ceremony::screen
