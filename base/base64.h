// Base64 (RFC 4648 section 4, padded) and base64url (section 5, without padding).
// Decoding is strict: one text for one value, no white space, no stray bits in the last character.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx {
std::string to_base64(ByteView bytes);
std::string to_base64url(ByteView bytes);
Result<Bytes> from_base64(std::string_view text);     // kBadInput, saying at which position
Result<Bytes> from_base64url(std::string_view text);  // kBadInput, saying at which position
}  // namespace pyx
