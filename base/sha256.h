// SHA-256 (FIPS 180-4), by OpenSSL.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx {

inline constexpr std::size_t kSha256Bytes = 32;
using Sha256 = std::array<std::uint8_t, kSha256Bytes>;

Sha256 sha256(ByteView bytes);
Sha256 sha256(std::string_view text);
// Of the parts one after another.
Sha256 sha256_of(std::initializer_list<ByteView> parts);
// From 64 lower-case hex digits. Errors: kBadInput.
Result<Sha256> sha256_from_hex(std::string_view text);
std::string to_hex(const Sha256& digest);

// SHA-384, for P-384 signatures.
std::array<std::uint8_t, 48> sha384(ByteView bytes);

}  // namespace pyx
