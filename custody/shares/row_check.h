// Two letters behind each row of words on a card, and on the screen at which they are typed: who
// types a wrong word sees it at the end of the row. One wrong word in a row, two that changed
// places, and a row in another's place always show; of anything else one in 1,024 does not.
// A row check is a part of the secret, as its words are: docs/formats/shares.md.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "custody/shares/share.h"

namespace pyx::shares {

inline constexpr std::size_t kRowWords = 3;
inline constexpr std::size_t kRowCheckLetters = 2;

// How many rows so many words fill; the last may be shorter.
std::size_t row_count(std::size_t words);

//   row    counted from 1
//   words  of that row, in either case, each whole or from its first four letters on
// Errors: kBadInput for no row of a share, no words or too many, and a word that is in no list (by
// its number in the row); kBug if the secure heap is full.
Result<SecretBytes> row_check(std::size_t row, const ShareWords& words);

// Of all rows of a share, in their order, kRowCheckLetters each. Errors: as above.
Result<SecretBytes> row_checks(const ShareWords& words);

}  // namespace pyx::shares
