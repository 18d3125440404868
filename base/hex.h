// Hexadecimal, lower case on output (RFC 4648 section 8, either case on input).
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx {
std::string to_hex(ByteView bytes);
Result<Bytes> from_hex(
    std::string_view text);  // kBadInput: odd length or a character that is no digit
}  // namespace pyx
