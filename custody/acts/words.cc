#include "custody/acts/words.h"

#include <algorithm>
#include <cstdint>

#include "base/hex.h"
#include "base/pgp_words.h"

namespace pyx::custody {
namespace {

// The backslash too: a "\x0a" on the screen is always a byte, never four letters.
std::string visible(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '\\') {
      shown.push_back(c);
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      shown += "\\x" + to_hex(ByteView(&byte, 1));
    }
  }
  return shown;
}

}  // namespace

void Words::line(std::string_view name, std::string_view value) {
  constexpr std::size_t kNameWidth = 14;
  std::string padded = "  " + std::string(name) + ":";
  padded.resize(std::max(padded.size() + 1, kNameWidth + 2), ' ');
  text_ += padded + visible(value) + "\n";
}

void Words::digest(std::string_view name, const Sha256& digest) {
  line(name, to_hex(digest));
  line("  in words", to_pgp_words(digest));
}

void Words::block(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    text_ += "    " + std::string(text.substr(0, end)) + "\n";
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

}  // namespace pyx::custody
