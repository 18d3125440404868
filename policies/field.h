// The forms that the fields of a policy take. A policy is shown to officers before they sign, so
// what would not show as it is (control characters, reversed writing) is refused.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

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
bool is_uri(std::string_view text);  // RFC 3986 characters with a scheme, 3 to 255
// `text` in quotes for a message: at most 64 bytes, "?" for what is not printable ASCII.
std::string in_quotes(std::string_view text);

// A required string of that form. Errors: kBadInput at the value.
Result<toml::Text> read_id(toml::Table& table, std::string_view key);
Result<toml::Text> read_name(toml::Table& table, std::string_view key);
Result<toml::Text> read_uri(toml::Table& table, std::string_view key);

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
