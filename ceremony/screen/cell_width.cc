#include "ceremony/screen/cell_width.h"

#include <locale.h>
#include <wchar.h>

#include <algorithm>

namespace pyx::ceremony::screen {
namespace {

constexpr std::size_t kLeastForIndent = 8;
constexpr std::string_view kCut = "\xe2\x80\xa6";  // an ellipsis

// Precondition: well-formed, and `bytes` as many as it has.
char32_t character_at(std::string_view text, std::size_t bytes) {
  const auto lead = static_cast<unsigned char>(text.front());
  char32_t c = bytes == 1 ? lead : lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i)
    c = (c << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return c;
}

// By the C library's table, whatever the user's locale is.
std::size_t width_of(std::string_view character) {
  static const locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (utf8 == nullptr) return 1;
  const locale_t before = ::uselocale(utf8);
  const int width = ::wcwidth(static_cast<wchar_t>(character_at(character, character.size())));
  ::uselocale(before);
  return width < 0 ? 1 : static_cast<std::size_t>(width);
}

std::size_t blanks_in_front(std::string_view text) {
  return std::min(text.find_first_not_of(' '), text.size());
}

// What of `text` stands in one line; behind it a blank goes with the break.
std::string_view first_line(std::string_view text, std::size_t columns) {
  const std::string_view fits = cut_to(text, columns);
  if (fits.size() == text.size() || text[fits.size()] == ' ') return fits;
  const std::size_t blank = fits.rfind(' ');
  // Not at the blanks in front: nothing would be left.
  if (blank == std::string_view::npos || blank <= blanks_in_front(fits)) return fits;
  return fits.substr(0, blank);
}

void wrap_line(std::string_view text, std::size_t columns, std::vector<std::string>& lines) {
  const std::size_t most = std::max<std::size_t>(columns, 2);
  const std::size_t indent = most < kLeastForIndent ? 0 : std::min(blanks_in_front(text), most / 2);
  std::string_view rest = text;
  bool first = true;
  do {
    const std::size_t room = first ? most : most - indent;
    const std::string_view line = first_line(rest, room);
    lines.push_back(std::string(first ? 0 : indent, ' ') + std::string(line));
    rest.remove_prefix(std::max<std::size_t>(line.size(), rest.empty() ? 0 : 1));
    rest.remove_prefix(blanks_in_front(rest));
    first = false;
  } while (!rest.empty());
}

}  // namespace

std::size_t character_bytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t bytes = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(bytes, text.size());
}

bool goes_on(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    columns += width_of(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return columns;
}

std::string_view cut_to(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t bytes = character_bytes(text.substr(end));
    used += width_of(text.substr(end, bytes));
    if (used > columns) break;
    end += bytes;
  }
  return text.substr(0, end);
}

std::string shortened(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  return std::string(cut_to(text, columns - 1)) + std::string(kCut);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  for (;;) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    wrap_line(text.substr(0, end), columns, lines);
    if (end == text.size()) return lines;
    text.remove_prefix(end + 1);
  }
}

}  // namespace pyx::ceremony::screen
