// Acts, decisions, freezes and founding statements in plain words, rendered from the very bytes
// that a signature covers (ACT-SHOWN). Of what others wrote only printable ASCII is shown as it is;
// each byte of anything else (control characters, bidirectional marks, what is invisible or looks
// like another letter) and a backslash is shown as \xXX, so that nothing hides.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx::custody {

// Several lines, each ended by a newline, the digest of the bytes in hex and PGP words among them.
// Errors: kBadInput (the bytes are no statement that Pyx knows: then nothing may be signed).
Result<std::string> in_plain_words(ByteView statement);

}  // namespace pyx::custody
