// A number as PKCS#11 writes its constants: "0x0000210B".
#pragma once

#include <string>
#include <string_view>

namespace pyx {

// Upper case, at least 8 digits.
inline std::string hex_number(unsigned long number) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::size_t kLeastDigits = 8;
  std::string text;
  for (; number != 0 || text.size() < kLeastDigits; number >>= 4U)
    text.insert(text.begin(), kDigits[number & 0xFU]);
  return "0x" + text;
}

}  // namespace pyx
