// The forms that the fields of a policy take. A policy is shown to officers before they sign, so
// what would not show as it is (control characters, reversed writing) is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/toml.h"

namespace pyx::policies {

inline constexpr std::size_t kMostIdBytes = 32;
inline constexpr std::size_t kMostNameBytes = 128;
inline constexpr std::size_t kMostUriBytes = 255;

bool is_id(std::string_view text);  // [a-z0-9-], 1 to 32 characters
// 1 to 128 bytes of UTF-8 without control, direction and invisible characters, no space at the
// ends.
bool is_name(std::string_view text);
// Whether `text` shows as it is: no control, direction or invisible characters.
bool is_shown(std::string_view text);
bool is_uri(std::string_view text);       // RFC 3986 characters with a scheme, 3 to 255
bool is_currency(std::string_view text);  // 3 to 8 of A-Z and 0-9, the first a letter
// `text` in quotes for a message: at most 64 bytes, "?" for what is not printable ASCII.
std::string in_quotes(std::string_view text);

// Amounts of money and numbers of coins, 10^15: a sum of thousands of them fits into 64 bits.
inline constexpr std::int64_t kMostAmount = 1'000'000'000'000'000;

// Whether the file is of the version that this program reads. Asked before all else: of another
// version, nothing else in the file means what it seems to. `what` is "a policy", "budgets".
// Errors: kBadInput at the value.
Result<void> read_version(toml::Table& root, std::int64_t version, std::string_view what);
// A required string of that form. Errors: kBadInput at the value.
Result<toml::Text> read_id(toml::Table& table, std::string_view key);
Result<toml::Text> read_name(toml::Table& table, std::string_view key);
Result<toml::Text> read_uri(toml::Table& table, std::string_view key);
Result<toml::Text> read_currency(toml::Table& table, std::string_view key);
// A length of time from `least` to `most`; `otherwise`, where one is given, when absent. Errors:
// kBadInput at the value.
Result<Duration> read_duration(toml::Table& table, std::string_view key, Duration least,
                               Duration most);
Result<Duration> read_duration_or(toml::Table& table, std::string_view key, Duration least,
                                  Duration most, Duration otherwise);

// Who used a value first, so that a second use can be refused naming both.
class FirstUses {
 public:
  struct Use {
    std::string owner;
    toml::Position at;
  };
  // Nothing if this is the first use of `value`, else who used it before.
  const Use* earlier(const std::string& value, std::string owner, toml::Position at);
  // For values that are their own owner.
  // Errors: kBadInput "role "x" stands twice, first at line 8", at `value`.
  Result<void> once(const toml::Table& table, const toml::Text& value, std::string_view what);

 private:
  std::map<std::string, Use> uses_;
};

}  // namespace pyx::policies
