// Acts, decisions, freezes and founding statements in plain words, rendered from the very bytes
// that a signature covers (ACT-SHOWN). Control characters and bidirectional marks in any field are
// shown as \u00XX, so that nothing hides.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx::custody {

// Several lines, each ended by a newline, the digest of the bytes in hex and PGP words among them.
// Errors: kBadInput (the bytes are no statement that Pyx knows: then nothing may be signed).
Result<std::string> in_plain_words(ByteView statement);

}  // namespace pyx::custody
