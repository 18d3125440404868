// X25519 (RFC 7748): points and secrets are 32 bytes, the least significant byte first.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::x25519 {

inline constexpr std::size_t kPointBytes = 32;
inline constexpr std::size_t kSecretBytes = 32;
inline constexpr std::size_t kSharedBytes = 32;
using Point = std::array<std::uint8_t, kPointBytes>;

// False for another length and for the few points of small order, with which any secret agrees on
// zero. Source: RFC 7748, 6.1.
bool is_point(ByteView point);

// Errors: kBadInput for a secret of another length.
Result<Point> public_point(const SecretBytes& secret);
// `mine` is public_point(secret): OpenSSL would spend half of its time on computing it again.
// Errors: kBadInput for a secret or a point of another length and unless is_point(others); kBug if
// the secure heap is full.
Result<SecretBytes> agree(const SecretBytes& secret, ByteView mine, ByteView others);

}  // namespace pyx::x25519
