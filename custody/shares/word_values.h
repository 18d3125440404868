// The words of one share as numbers from 0 to 1023: places in the word list, 10 bits each. Secret.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::shares {

using WordValue = std::uint16_t;
inline constexpr std::size_t kWordListSize = 1024;
inline constexpr unsigned kWordBits = 10;

class WordValues {
 public:
  // All of them 0. Errors: kBug if the secure heap is full.
  static Result<WordValues> zeroed(std::size_t words) {
    PYX_ASSIGN(SecretBytes bytes, SecretBytes::zeroed(2 * words));
    return WordValues(std::move(bytes));
  }
  WordValues() = default;  // none
  std::size_t size() const { return bytes_.size_bytes() / 2; }
  const SecretBytes& bytes() const { return bytes_; }  // two for each word, big-endian
  SecretBytes& bytes() { return bytes_; }

 private:
  explicit WordValues(SecretBytes bytes) : bytes_(std::move(bytes)) {}
  SecretBytes bytes_;
};

// Of and into the bytes of WordValues.
inline WordValue value_at(ByteView bytes, std::size_t at) {
  return static_cast<WordValue>(bytes[2 * at] << 8U | bytes[2 * at + 1]);
}
inline void put_value(std::span<std::uint8_t> bytes, std::size_t at, WordValue value) {
  bytes[2 * at] = static_cast<std::uint8_t>(value >> 8U);
  bytes[2 * at + 1] = static_cast<std::uint8_t>(value & 0xffU);
}

}  // namespace pyx::shares
