// The PGP word list: bytes as words that are hard to mishear, for reading digests aloud in a
// ceremony. Even positions use the two-syllable list, odd positions the three-syllable list.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx {
std::string to_pgp_words(ByteView bytes);  // words in lower case, separated by one space
Result<Bytes> from_pgp_words(
    std::string_view words);  // kBadInput, naming the word and its position
}  // namespace pyx
