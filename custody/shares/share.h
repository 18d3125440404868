// One person's part of a secret, as SLIP-0039 has it: what set and which place in it, and the
// value.
#pragma once

#include <cstdint>
#include <utility>

#include "base/secret_bytes.h"

namespace pyx::shares {

inline constexpr std::uint16_t kMostIdentifier = 0x7fff;  // 15 bits

struct Share {
  std::uint16_t identifier = 0;     // random, of the set; the first word and half of the second
  bool extendable = true;           // the identifier is not in the secret's encryption
  unsigned iteration_exponent = 0;  // 0 to 15
  unsigned group = 0;               // 0 to 15, its x among the groups
  unsigned group_threshold = 1;
  unsigned group_count = 1;
  unsigned member = 0;  // 0 to 15, its x in the group
  unsigned member_threshold = 1;
  SecretBytes value;  // as long as the secret
};

// The words of a share as they are printed and typed: ASCII, white space between them.
class ShareWords {
 public:
  explicit ShareWords(SecretBytes text) : text_(std::move(text)) {}
  const SecretBytes& text() const { return text_; }

 private:
  SecretBytes text_;
};

}  // namespace pyx::shares
