// RS1024: the three words at the end of a share that tell when others are wrong. A Reed-Solomon
// code over GF(1024): up to three wrong words always show, and one wrong word shows where it is.
// Source: SLIP-0039, "Checksum".
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "custody/shares/word_values.h"

namespace pyx::shares {

inline constexpr std::size_t kChecksumWords = 3;

// Both go by the extendable flag among the words: it says which of the standard's two texts the
// checksum begins with. Precondition: more than kChecksumWords words.
bool checksum_holds(const WordValues& words);
void put_checksum(WordValues& words);  // into the last three

// One slip that explains a wrong checksum.
struct Slip {
  enum class Kind {
    kReplaced,  // another word belongs at `place`
    kSwapped,   // the word at `place` and the next one stand in each other's place
    kMissing,   // a word is missing at `place`, in front of the one that stands there
    kDoubled,   // the word at `place` is one too many
  };
  Kind kind = Kind::kReplaced;
  std::size_t place = 0;  // from 0
  WordValues word;        // the one that belongs there; of kReplaced and kMissing
};
// All slips of one kind after which the checksum holds. Usually none or one; more mistakes than one
// look like another single one once in some 30,000 times. Errors: kBug if the secure heap is full.
Result<std::vector<Slip>> find_slips(const WordValues& words, Slip::Kind kind);
// The words that make the checksum right at one place, whatever stands there now.
Result<std::vector<Slip>> words_fitting(const WordValues& words, std::size_t place);

}  // namespace pyx::shares
