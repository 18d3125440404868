#include "ceremony/screen/styled_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ceremony/cli/escape.h"
#include "ceremony/screen/cell_width.h"

namespace pyx::ceremony::screen {

void append(Lines& to, Lines lines) { std::ranges::move(lines, std::back_inserter(to)); }

std::size_t columns_of(const Line& line) {
  std::size_t columns = 0;
  for (const Span& span : line) columns += columns_of(span.text);
  return columns;
}

std::string text_of(const Line& line) {
  std::string text;
  for (const Span& span : line) text += span.text;
  return text;
}

Line fitted(Line line, std::size_t columns) {
  Line fits;
  for (Span& span : line) {
    const std::size_t width = columns_of(span.text);
    if (width <= columns) {
      columns -= width;
      fits.push_back(std::move(span));
      continue;
    }
    fits.push_back({shortened(span.text, columns), span.style});
    break;
  }
  return fits;
}

Line spread(Line left, Line right, std::size_t columns, Style between) {
  right = fitted(std::move(right), columns);
  const std::size_t of_right = columns_of(right);
  const std::size_t room = columns - of_right;
  Line line = fitted(std::move(left), room > 0 ? room - 1 : 0);
  line.push_back({std::string(room - columns_of(line), ' '), between});
  std::ranges::move(right, std::back_inserter(line));
  return line;
}

Lines paragraph(std::string_view text, std::size_t columns, Style style) {
  Lines lines;
  for (std::string& line : wrapped(escape_lines(text), columns))
    lines.push_back({{std::move(line), style}});
  return lines;
}

Lines labelled(std::string_view label, std::string_view text, std::size_t columns, Style style) {
  if (text.empty()) return {};
  const std::size_t room = columns > 2 * kLabelColumns ? columns - kLabelColumns : columns;
  const bool beside = room < columns;
  Lines lines = paragraph(text, room, style);
  if (!beside) return lines;
  for (Line& line : lines) {
    std::string front(&line == &lines.front() ? label : std::string_view());
    front.resize(kLabelColumns, ' ');
    line.insert(line.begin(), {std::move(front), Style::kPale});
  }
  return lines;
}

}  // namespace pyx::ceremony::screen
