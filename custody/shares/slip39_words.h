// The word list of SLIP-0039: 1024 words of 4 to 8 letters, no two with the same first four.
// Looked through from end to end each time, so that no address tells which word it was; how long a
// word is does show.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "custody/shares/word_values.h"

namespace pyx::shares {

inline constexpr std::size_t kWordMostLetters = 8;

// Writes the word's letters; `to` has kWordMostLetters. Returns how many there are.
// Precondition: value < kWordListSize.
std::size_t write_word(WordValue value, std::span<std::uint8_t> to);

// The word that is typed, in upper or lower case: whole, or its first four letters or more.
std::optional<WordValue> find_word(std::string_view typed);

// What may have been meant by a word that is in no list: at most kMostSimilar words with one space
// between them, the likeliest first, none further off than two mistakes (a letter missing, added,
// another, or two swapped). Empty if there is none. Errors: kBug if the secure heap is full.
inline constexpr std::size_t kMostSimilar = 4;
Result<SecretBytes> similar_words(std::string_view typed);

}  // namespace pyx::shares
