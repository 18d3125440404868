// ECDH on the curve P-256. Points are uncompressed: 04 || x || y; secrets are numbers of 32 bytes,
// the most significant byte first. Source: SEC 1, 2.3 and 3.3.1; SP 800-56A, 5.6.2.3 and 5.7.1.2.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::p256 {

inline constexpr std::size_t kPointBytes = 65;
inline constexpr std::size_t kSecretBytes = 32;
inline constexpr std::size_t kSharedBytes = 32;
using Point = std::array<std::uint8_t, kPointBytes>;

// False for another form or length, for coordinates that are not below the prime, and for whatever
// is not on the curve. Infinity has no such form. The cofactor is 1: every point has full order.
bool is_point(ByteView point);
// Whether it is 32 bytes, not zero and below the order of the curve.
bool is_secret(const SecretBytes& secret);

// Errors: kBadInput unless is_secret(secret).
Result<Point> public_point(const SecretBytes& secret);
// The x of secret * point, kSharedBytes with its leading zeroes, and what CKM_ECDH1_DERIVE gives
// without a KDF. Errors: kBadInput unless is_secret(secret) and is_point(point); kBug if the secure
// heap is full.
Result<SecretBytes> agree(const SecretBytes& secret, ByteView point);

}  // namespace pyx::p256
