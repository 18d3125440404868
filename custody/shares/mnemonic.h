// A share as words and back. No message says a word: it is a part of a secret.
// Source: SLIP-0039, "Format of the share mnemonic".
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "custody/shares/share.h"
#include "custody/shares/word_values.h"

namespace pyx::shares {

// Lower case, one space between them: 20 words for a value of 16 bytes, 33 for one of 32. They were
// read back, and gave the same share, before they are returned.
// Errors: kBadInput for a field out of its bounds; kBug if the secure heap is full.
Result<ShareWords> to_words(const Share& share);

// In either case, each whole or from its first four letters on.
// Errors: kBadInput for another number of words than any share has, a word that is not in the list
// (by its number, from 1), a wrong checksum, padding that is too long or not 0, and a share that
// needs more groups than there are.
Result<Share> from_words(const ShareWords& words);

// Whether a share may have so many words: 20, 22, 23, 25, 27, 28, 30, 31 or 33.
bool is_word_count(std::size_t words);
// How many words a share has whose value has so many bytes. Precondition: check_secret_size.
std::size_t word_count(std::size_t value_bytes);
// The words of a text; it outlives them.
std::vector<std::string_view> words_in(std::string_view text);

}  // namespace pyx::shares
