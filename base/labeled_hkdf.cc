#include "base/labeled_hkdf.h"

#include <array>

#include "base/hmac_sha256.h"
#include "base/reveal.h"

namespace pyx::hpke {
namespace {

constexpr std::array<std::uint8_t, 7> kVersion = {'H', 'P', 'K', 'E', '-', 'v', '1'};

}  // namespace

Result<SecretBytes> labeled_extract(ByteView suite, ByteView salt, std::string_view label,
                                    ByteView input) {
  return hmac_sha256(salt, {kVersion, suite, as_bytes(label), input});
}

Result<SecretBytes> labeled_expand(ByteView suite, const SecretBytes& key, std::string_view label,
                                   ByteView info, std::uint8_t size_bytes) {
  if (size_bytes > kHmacBytes) return error(Code::kBug, "more than one block of HKDF-Expand");
  const std::array<std::uint8_t, 2> size = {0, size_bytes};
  static constexpr std::array<std::uint8_t, 1> kFirstBlock = {1};
  PYX_ASSIGN(SecretBytes block,
             hmac_sha256(key.reveal(reveal()),
                         {size, kVersion, suite, as_bytes(label), info, kFirstBlock}));
  block.shrink(size_bytes);
  return block;
}

}  // namespace pyx::hpke
