#include "custody/shares/row_check.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/reveal.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/slip39_words.h"

namespace pyx::shares {
namespace {

constexpr std::size_t kMostRows = 11;
// RFC 4648, section 6: neither 0 nor 1, which look like letters.
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr unsigned kLetterBits = 5;

// x times an element of GF(1024), modulo x^10 + x^3 + 1, the field of the checksum.
unsigned times_x(unsigned element) {
  const unsigned top = element >> (kWordBits - 1);
  return ((element << 1U) & (kWordListSize - 1)) ^ (top << 3U) ^ top;
}

// The whole list is looked through, so that no address tells the letter.
std::uint8_t letter_of(unsigned value) {
  unsigned found = 0;
  for (unsigned at = 0; at < kLetters.size(); ++at) {
    const unsigned differs = (((at ^ value) + 0x1fU) >> kLetterBits) & 1U;
    found |= static_cast<unsigned char>(kLetters[at]) & (differs - 1U);
  }
  return static_cast<std::uint8_t>(found);
}

Result<void> put_check(std::size_t row, std::span<const std::string_view> words,
                       std::span<std::uint8_t> to) {
  unsigned check = static_cast<unsigned>(row);
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto value = find_word(words[at]);
    if (!value) {
      return error(Code::kBadInput, "word " + std::to_string(at + 1) + " of row " +
                                        std::to_string(row) + " is not in the word list");
    }
    check = times_x(check) ^ *value;
  }
  to[0] = letter_of(check >> kLetterBits);
  to[1] = letter_of(check & ((1U << kLetterBits) - 1));
  return {};
}

}  // namespace

std::size_t row_count(std::size_t words) { return (words + kRowWords - 1) / kRowWords; }

Result<SecretBytes> row_check(std::size_t row, const ShareWords& words) {
  const auto each = words_in(as_text(words.text().reveal(reveal())));
  if (row < 1 || row > kMostRows || each.empty() || each.size() > kRowWords) {
    return error(Code::kBadInput, "row " + std::to_string(row) + " with " +
                                      std::to_string(each.size()) + " words is no row of a share");
  }
  PYX_ASSIGN(SecretBytes letters, SecretBytes::zeroed(kRowCheckLetters));
  PYX_TRY(put_check(row, each, letters.reveal_mutable(reveal())));
  return letters;
}

Result<SecretBytes> row_checks(const ShareWords& words) {
  const auto each = words_in(as_text(words.text().reveal(reveal())));
  const std::size_t rows = row_count(each.size());
  if (!is_word_count(each.size())) {
    return error(Code::kBadInput, "no share has " + std::to_string(each.size()) + " words");
  }
  PYX_ASSIGN(SecretBytes letters, SecretBytes::zeroed(rows * kRowCheckLetters));
  const auto to = letters.reveal_mutable(reveal());
  for (std::size_t row = 0; row < rows; ++row) {
    const auto some = std::span(each).subspan(row * kRowWords,
                                              std::min(kRowWords, each.size() - row * kRowWords));
    PYX_TRY(put_check(row + 1, some, to.subspan(row * kRowCheckLetters, kRowCheckLetters)));
  }
  return letters;
}

}  // namespace pyx::shares
