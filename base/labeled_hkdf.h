// HKDF-SHA256 (RFC 5869) with the labels of HPKE. Source: RFC 9180, section 4.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::hpke {

// `suite`: the suite_id, "KEM" or "HPKE" and the numbers of what is used. Gives 32 bytes.
// Errors: kBug if the secure heap is full.
Result<SecretBytes> labeled_extract(ByteView suite, ByteView salt, std::string_view label,
                                    ByteView input);
// `size_bytes` is at most 32: one block of HKDF-Expand. Errors: as above, and kBug for more.
Result<SecretBytes> labeled_expand(ByteView suite, const SecretBytes& key, std::string_view label,
                                   ByteView info, std::uint8_t size_bytes);

}  // namespace pyx::hpke
