// Test vectors: tests/vectors/NAME.json and hex as it is printed in standards. What cannot be read
// ends the test program, since a test without its vectors proves nothing.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/json.h"

namespace pyx::testing {

// With or without "0x", white space anywhere.
inline Bytes hex_bytes(std::string_view hex) {
  std::string digits(hex.substr(hex.starts_with("0x") ? 2 : 0));
  std::erase_if(digits, [](unsigned char c) { return std::isspace(c) != 0; });
  return from_hex(digits).value();
}

inline Bytes hex_member(const json::object& from, std::string_view name) {
  const auto& text = from.at(name).as_string();
  return hex_bytes({text.data(), text.size()});
}

inline json::array read_vectors(std::string_view name) {
  const std::string path = std::string(PYX_SOURCE_DIR "/tests/vectors/") + std::string(name);
  const Bytes text = read_file(path).value();
  return json::parse(as_text(text)).value().as_array();
}

}  // namespace pyx::testing
