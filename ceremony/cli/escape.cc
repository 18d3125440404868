#include "ceremony/cli/escape.h"

#include <array>
#include <cstdint>
#include <optional>

namespace pyx::ceremony {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};
// Unicode 15: Cc and Cf, the line and paragraph separators, variation selectors, fillers that show
// nothing, and private use.
constexpr std::array kHidden = {
    Range{0x0000, 0x001F}, Range{0x007F, 0x009F},   Range{0x00AD, 0x00AD},   Range{0x034F, 0x034F},
    Range{0x0600, 0x0605}, Range{0x061C, 0x061C},   Range{0x06DD, 0x06DD},   Range{0x070F, 0x070F},
    Range{0x08E2, 0x08E2}, Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5},   Range{0x180B, 0x180F},
    Range{0x200B, 0x200F}, Range{0x2028, 0x202E},   Range{0x2060, 0x206F},   Range{0x3164, 0x3164},
    Range{0xE000, 0xF8FF}, Range{0xFE00, 0xFE0F},   Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},
    Range{0xFFF0, 0xFFFB}, Range{0xE0000, 0xE0FFF}, Range{0xF0000, 0x10FFFF}};

bool hidden(char32_t c) {
  for (const Range& range : kHidden) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

struct Decoded {
  char32_t character = 0;
  std::size_t bytes = 0;
};

// One character of well-formed UTF-8 (Unicode 15, table 3-7), or nothing.
std::optional<Decoded> decode(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = at(0);
  if (lead < 0x80) return Decoded{lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return std::nullopt;
  char32_t character = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((at(i) & 0xC0U) != 0x80U) return std::nullopt;
    character = (character << 6U) | (at(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < kLeast.at(size) || surrogate || character > 0x10FFFF) return std::nullopt;
  return Decoded{character, size};
}

std::string hex(std::uint32_t value, int digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (int i = digits - 1; i >= 0; --i) text += kDigits[(value >> (4 * i)) & 0xFU];
  return text;
}

std::string escaped(char32_t c) {
  if (c <= 0xFFFF) return "\\u" + hex(c, 4);
  const std::uint32_t rest = c - 0x10000;
  return "\\u" + hex(0xD800 + (rest >> 10U), 4) + "\\u" + hex(0xDC00 + (rest & 0x3FFU), 4);
}

enum class Newlines { kKeep, kEscape };

std::string escape(std::string_view text, Newlines newlines) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const auto decoded = decode(text);
    if (!decoded) {
      safe += "\\x" + hex(static_cast<unsigned char>(text.front()), 2);
      text.remove_prefix(1);
      continue;
    }
    const bool keep = newlines == Newlines::kKeep && decoded->character == U'\n';
    if (!keep && hidden(decoded->character)) {
      safe += escaped(decoded->character);
    } else {
      safe += text.substr(0, decoded->bytes);
    }
    text.remove_prefix(decoded->bytes);
  }
  return safe;
}

}  // namespace

std::string escape_line(std::string_view text) { return escape(text, Newlines::kEscape); }
std::string escape_lines(std::string_view text) { return escape(text, Newlines::kKeep); }

}  // namespace pyx::ceremony
