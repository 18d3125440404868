#include "base/sha256.h"

#include <openssl/sha.h>

#include <algorithm>

#include "base/hex.h"

namespace pyx {

// The one-shot functions cost no fetch and no allocation, which the way of a request feels.
Sha256 sha256(ByteView bytes) {
  Sha256 digest{};
  SHA256(bytes.data(), bytes.size(), digest.data());
  return digest;
}

Sha256 sha256(std::string_view text) { return sha256(as_bytes(text)); }

Sha256 sha256_of(std::initializer_list<ByteView> parts) {
  Bytes joined;
  for (const ByteView part : parts) append(joined, part);
  return sha256(joined);
}

Result<Sha256> sha256_from_hex(std::string_view text) {
  if (text.size() != 2 * kSha256Bytes ||
      std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'F'; })) {
    return error(Code::kBadInput, "a SHA-256 digest is 64 lower-case hex digits");
  }
  PYX_ASSIGN(const Bytes bytes, from_hex(text));
  Sha256 digest{};
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

std::string to_hex(const Sha256& digest) { return to_hex(ByteView(digest)); }

std::array<std::uint8_t, 48> sha384(ByteView bytes) {
  std::array<std::uint8_t, 48> digest{};
  SHA384(bytes.data(), bytes.size(), digest.data());
  return digest;
}

}  // namespace pyx
