#include "custody/shares/word_hint.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/reveal.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/rs1024.h"
#include "custody/shares/slip39_words.h"

namespace pyx::shares {
namespace {

constexpr std::size_t kMostWords = 40;

using Each = std::vector<std::string_view>;

struct Typed {
  Each each;
  WordValues values;                  // 0 for what is in no list
  std::vector<std::size_t> unlisted;  // from 0
};

Result<Typed> read(const ShareWords& words) {
  Typed typed;
  typed.each = words_in(as_text(words.text().reveal(reveal())));
  if (typed.each.size() > kMostWords) typed.each.clear();
  PYX_ASSIGN(typed.values, WordValues::zeroed(typed.each.size()));
  const auto to = typed.values.bytes().reveal_mutable(reveal());
  for (std::size_t at = 0; at < typed.each.size(); ++at) {
    const auto value = find_word(typed.each[at]);
    if (!value) typed.unlisted.push_back(at);
    put_value(to, at, value.value_or(0));
  }
  return typed;
}

Result<SecretBytes> spelt(const WordValues& word) {
  PYX_ASSIGN(SecretBytes letters, SecretBytes::zeroed(kWordMostLetters));
  const ByteView value = word.bytes().reveal(reveal());
  letters.shrink(write_word(value_at(value, 0), letters.reveal_mutable(reveal())));
  return letters;
}

// The one word that makes the checksum right, if all others are right; otherwise those spelt alike.
Result<WordHint> not_in_list(const Typed& typed) {
  const std::size_t place = typed.unlisted.front();
  WordHint hint;
  hint.kind = WordHint::Kind::kNotInList;
  hint.word = place + 1;
  if (typed.unlisted.size() == 1 && is_word_count(typed.each.size())) {
    PYX_ASSIGN(const auto fitting, words_fitting(typed.values, place));
    if (fitting.size() == 1) {
      PYX_ASSIGN(hint.suggestions, spelt(fitting.front().word));
      return hint;
    }
  }
  PYX_ASSIGN(hint.suggestions, similar_words(typed.each[place]));
  return hint;
}

WordHint::Kind kind_of(Slip::Kind kind) {
  switch (kind) {
    case Slip::Kind::kReplaced:
      return WordHint::Kind::kReplaced;
    case Slip::Kind::kSwapped:
      return WordHint::Kind::kSwapped;
    case Slip::Kind::kMissing:
      return WordHint::Kind::kMissing;
    case Slip::Kind::kDoubled:
      return WordHint::Kind::kDoubled;
  }
  return WordHint::Kind::kNone;
}

// Slips that leave a number of words which a share may have.
std::vector<Slip::Kind> possible_slips(std::size_t words) {
  if (is_word_count(words)) return {Slip::Kind::kReplaced, Slip::Kind::kSwapped};
  std::vector<Slip::Kind> kinds;
  if (is_word_count(words + 1)) kinds.push_back(Slip::Kind::kMissing);
  if (words > 0 && is_word_count(words - 1)) kinds.push_back(Slip::Kind::kDoubled);
  return kinds;
}

}  // namespace

Result<WordHint> explain(const ShareWords& words) {
  PYX_ASSIGN(const Typed typed, read(words));
  if (!typed.unlisted.empty()) return not_in_list(typed);
  for (const Slip::Kind kind : possible_slips(typed.each.size())) {
    PYX_ASSIGN(const std::vector<Slip> slips, find_slips(typed.values, kind));
    if (slips.empty()) continue;
    const Slip& slip = slips.front();
    WordHint hint;
    hint.kind = kind_of(slip.kind);
    hint.word = slip.place + 1;
    if (slip.word.size() > 0) {
      PYX_ASSIGN(hint.suggestions, spelt(slip.word));
    }
    return hint;
  }
  return WordHint();
}

std::string to_text(const WordHint& hint) {
  const std::string word = "word " + std::to_string(hint.word);
  switch (hint.kind) {
    case WordHint::Kind::kNone:
      return {};
    case WordHint::Kind::kNotInList:
      return word + " is not in the word list";
    case WordHint::Kind::kReplaced:
      return word + " is probably another one";
    case WordHint::Kind::kSwapped:
      return word + " and the next are probably swapped";
    case WordHint::Kind::kMissing:
      return "a word is probably missing in front of " + word;
    case WordHint::Kind::kDoubled:
      return word + " is probably one too many";
  }
  return {};
}

}  // namespace pyx::shares
