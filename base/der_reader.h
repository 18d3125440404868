// DER, element by element in the order that a format has them: for readers that take one shape and
// nothing else. Source: ITU-T X.690, 8.1 and 10.1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx {

namespace der {
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kBitString = 0x03;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kObjectIdentifier = 0x06;
inline constexpr std::uint8_t kSequence = 0x30;
inline constexpr std::uint8_t kSet = 0x31;
// "[number]" of ASN.1: around another element, or in place of a primitive one's own tag.
constexpr std::uint8_t around(unsigned number) { return static_cast<std::uint8_t>(0xa0U | number); }
constexpr std::uint8_t in_place(unsigned number) {
  return static_cast<std::uint8_t>(0x80U | number);
}
}  // namespace der

// What it gives are views into what it was given.
class DerReader {
 public:
  explicit DerReader(ByteView bytes) : rest_(bytes) {}

  // The content of the next element, whose identifier octet is `tag`. Errors: kBadInput if another
  // element or none is there, if it is cut short, or if its length is not written as DER wants it.
  Result<ByteView> content(std::uint8_t tag);
  // The same with identifier and length in front.
  Result<ByteView> element(std::uint8_t tag);
  bool at_end() const { return rest_.empty(); }
  // Errors: kBadInput if something is left.
  Result<void> end() const;

 private:
  struct Span {
    std::size_t head_bytes = 0;
    std::size_t content_bytes = 0;
  };
  Result<Span> next(std::uint8_t tag) const;

  ByteView rest_;
};

}  // namespace pyx
