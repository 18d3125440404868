// What is probably wrong with words that are no share: which word, and what may belong there. For
// the one screen at which they were typed, where the holder compares with his card; nothing here
// mends words by itself, and what he then types counts only if the set's record knows it. SLIP-0039
// advises against suggesting the word, since a share with several mistakes can be mended into a
// wrong one; here the commitment of the record (custody/shares/share_set.h) finds that.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "custody/shares/share.h"

namespace pyx::shares {

struct WordHint {
  enum class Kind {
    kNone,       // nothing that one slip explains
    kNotInList,  // the word is in no list
    kReplaced,   // another word belongs there
    kSwapped,    // it and the next one stand in each other's place
    kMissing,    // a word is missing in front of it
    kDoubled,    // it is one too many
  };
  Kind kind = Kind::kNone;
  std::size_t word = 0;     // counted from 1
  SecretBytes suggestions;  // what may belong there, one space between them; may be empty
};

// Of words that from_words refuses. Errors: kBug if the secure heap is full.
Result<WordHint> explain(const ShareWords& words);
// "word 7 is not in the word list", without the suggestions; empty for kNone.
std::string to_text(const WordHint& hint);

}  // namespace pyx::shares
