#include "custody/evidence/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/base64.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kMostBytes = 1024;

Error malformed(std::string_view why) {
  return error(Code::kBadInput, "malformed checkpoint: " + std::string(why));
}

// Takes the line at the front of `text`, without its newline; nothing if there is no newline.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// "the ASCII decimal representation […] with no leading zeroes"
bool parse_size(std::string_view digits, std::uint64_t& size) {
  const char* const end = digits.data() + digits.size();
  const auto [stop, failed] = std::from_chars(digits.data(), end, size);
  return failed == std::errc() && stop == end && (digits.front() != '0' || digits == "0");
}

}  // namespace

std::string log_origin(const Sha256& vault) { return "pyx/" + to_hex(vault); }

std::string checkpoint_text(const Checkpoint& from) {
  return from.origin + '\n' + std::to_string(from.size) + '\n' + to_base64(from.root) + '\n';
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  if (text.size() > kMostBytes) return malformed("too long");
  const auto origin = take_line(text);
  const auto size = take_line(text);
  const auto root = take_line(text);
  if (!root || !text.empty()) return malformed("not exactly three lines");
  if (origin->empty() || std::ranges::any_of(*origin, is_control)) return malformed("bad origin");

  Checkpoint checkpoint;
  checkpoint.origin = *origin;
  if (size->empty() || !parse_size(*size, checkpoint.size)) return malformed("bad tree size");
  const auto hash = from_base64(*root);
  if (!hash || hash->size() != kSha256Bytes) return malformed("bad root hash");
  std::ranges::copy(*hash, checkpoint.root.begin());
  return checkpoint;
}

}  // namespace pyx::custody
