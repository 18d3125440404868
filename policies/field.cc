#include "policies/field.h"

#include <algorithm>
#include <array>
#include <limits>

namespace pyx::policies {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }

// Characters that change how their neighbours show, or do not show at all, as UTF-8: a common
// prefix and the range of the last byte.
struct Unshown {
  std::string_view prefix;
  unsigned char least;
  unsigned char most;
};
constexpr std::array kUnshown = {
    Unshown{"", 0x00, 0x1f},          // C0 controls
    Unshown{"", 0x7f, 0x7f},          // delete
    Unshown{"\xc2", 0x80, 0x9f},      // C1 controls
    Unshown{"\xc2", 0xad, 0xad},      // soft hyphen
    Unshown{"\xd8", 0x9c, 0x9c},      // Arabic letter mark
    Unshown{"\xe2\x80", 0x8b, 0x8f},  // zero width, direction marks
    Unshown{"\xe2\x80", 0xa8, 0xae},  // line separators, embeddings and overrides of direction
    Unshown{"\xe2\x81", 0xa0, 0xaf},  // invisible operators, isolates of direction
    Unshown{"\xef\xbb", 0xbf, 0xbf},  // zero width no-break space
};

bool starts_unshown(std::string_view text) {
  return std::ranges::any_of(kUnshown, [&](const Unshown& unshown) {
    if (!text.starts_with(unshown.prefix) || text.size() == unshown.prefix.size()) return false;
    const auto last = static_cast<unsigned char>(text[unshown.prefix.size()]);
    return last >= unshown.least && last <= unshown.most;
  });
}

Result<toml::Text> read_form(toml::Table& table, std::string_view key,
                             bool (*is_form)(std::string_view), std::string_view form) {
  PYX_ASSIGN(toml::Text value, table.string(key));
  if (!is_form(value.text))
    return table.fail(
        value.at, std::string(key) + " " + in_quotes(value.text) + " must be " + std::string(form));
  return value;
}

}  // namespace

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kMostIdBytes &&
         std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > kMostNameBytes) return false;
  if (text.front() == ' ' || text.back() == ' ') return false;
  return is_shown(text);
}

bool is_shown(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (starts_unshown(text.substr(i))) return false;
  return true;
}

bool is_uri(std::string_view text) {
  constexpr std::string_view kMarks = "-._~:/?#[]@!$&'()*+,;=%";
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  if (text.size() > kMostUriBytes || !is_letter(text.front())) return false;
  const auto is_in_scheme = [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  };
  return std::ranges::all_of(text.substr(0, colon), is_in_scheme) &&
         std::ranges::all_of(text, [&](char c) {
           return is_letter(c) || is_digit(c) || kMarks.find(c) != std::string_view::npos;
         });
}

bool is_currency(std::string_view text) {
  constexpr std::size_t kLeast = 3;
  constexpr std::size_t kMost = 8;
  return text.size() >= kLeast && text.size() <= kMost && is_upper(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_upper(c) || is_digit(c); });
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kMostShown = 64;
  std::string shown = "\"";
  for (const char c : text.substr(0, kMostShown)) shown += c >= ' ' && c <= '~' ? c : '?';
  return shown + (text.size() > kMostShown ? "...\"" : "\"");
}

Result<void> read_version(toml::Table& root, std::int64_t version, std::string_view what) {
  using Limits = std::numeric_limits<std::int64_t>;
  PYX_ASSIGN(const std::int64_t found, root.integer("version", Limits::min(), Limits::max()));
  if (found == version) return {};
  return root.fail(root.position_of("version"),
                   std::string(what) + " of version " + std::to_string(found) +
                       "; this program reads version " + std::to_string(version));
}

Result<toml::Text> read_id(toml::Table& table, std::string_view key) {
  return read_form(table, key, is_id, "1 to 32 of the characters a-z, 0-9 and -");
}

Result<toml::Text> read_name(toml::Table& table, std::string_view key) {
  return read_form(table, key, is_name,
                   "1 to 128 bytes, with no invisible characters and no space at its ends");
}

Result<toml::Text> read_uri(toml::Table& table, std::string_view key) {
  return read_form(table, key, is_uri, "a URI of at most 255 characters");
}

Result<toml::Text> read_currency(toml::Table& table, std::string_view key) {
  return read_form(table, key, is_currency,
                   "3 to 8 of the characters A-Z and 0-9, the first a letter");
}

Result<Duration> read_duration(toml::Table& table, std::string_view key, Duration least,
                               Duration most) {
  PYX_ASSIGN(const Duration length, table.duration(key));
  if (length >= least && length <= most) return length;
  return table.fail(table.position_of(key), std::string(key) + " must be from " +
                                                pyx::to_text(least) + " to " + pyx::to_text(most));
}

Result<Duration> read_duration_or(toml::Table& table, std::string_view key, Duration least,
                                  Duration most, Duration otherwise) {
  PYX_TRY(table.duration_or(key, otherwise));  // asked for, present or not
  return table.has(key) ? read_duration(table, key, least, most) : Result<Duration>(otherwise);
}

const FirstUses::Use* FirstUses::earlier(const std::string& value, std::string owner,
                                         toml::Position at) {
  const auto [use, is_first] = uses_.try_emplace(value, Use{std::move(owner), at});
  return is_first ? nullptr : &use->second;
}

Result<void> FirstUses::once(const toml::Table& table, const toml::Text& value,
                             std::string_view what) {
  const Use* const first = earlier(value.text, value.text, value.at);
  if (first == nullptr) return {};
  return table.fail(value.at, std::string(what) + " " + in_quotes(value.text) +
                                  " stands twice, first at line " + std::to_string(first->at.line));
}

}  // namespace pyx::policies
