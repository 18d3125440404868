#include "ceremony/share_page.h"

#include <string>
#include <utility>

#include "base/reveal.h"
#include "base/secret_text.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/row_check.h"
#include "custody/shares/slip39_words.h"

namespace pyx::ceremony {
namespace {

constexpr std::size_t kMostBytes = 4096;
constexpr std::size_t kWidth = 80;
constexpr std::size_t kLabelWidth = 9;
constexpr std::size_t kNumberWidth = 5;
constexpr std::size_t kWordWidth = shares::kWordMostLetters + 4;
constexpr std::size_t kNameMostBytes = 52;

std::string blanks(std::size_t count) { return std::string(count, ' '); }

// Both in one line, at its ends.
std::string spread(const std::string& left, const std::string& right) {
  const std::size_t used = left.size() + right.size();
  return left + blanks(used < kWidth ? kWidth - used : 1) + right + "\n";
}
std::string line(std::string_view label, std::string_view value) {
  return std::string(label) + blanks(kLabelWidth - label.size()) + std::string(value) + "\n";
}

// Half of the words in each: all of them may be too long for one.
std::string two_lines(std::string_view words) {
  const auto each = shares::words_in(words);
  std::size_t half = 0;
  for (std::size_t at = 0; at < each.size() / 2; ++at) half += each[at].size() + 1;
  return line("", words.substr(0, half - 1)) + line("", words.substr(half));
}

// Not in the middle of a character of UTF-8.
std::string_view cut(std::string_view name) {
  if (name.size() <= kNameMostBytes) return name;
  std::size_t end = kNameMostBytes;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0U) == 0x80U) --end;
  return name.substr(0, end);
}

std::string head(const ShareFacts& facts) {
  std::string text = spread(title_of(facts), "held by " + facts.holder);
  text += opening_of(facts) + "\n\n";
  if (facts.of != ShareOf::kBackup) {
    text += line(facts.of == ShareOf::kSoPin ? "SO PIN" : "user PIN",
                 "of token " + std::string(cut(facts.vault_name)));
  } else {
    text += line("vault", short_hex(facts.vault) + "  " + std::string(cut(facts.vault_name)));
    text += two_lines(short_words(facts.vault));
  }
  text += line("set", facts.set.text() + ", version " + std::to_string(facts.version) + ", " +
                          day_of(facts.created));
  text += line("record", short_hex(facts.record));
  text += two_lines(short_words(facts.record));
  return text + "\n";
}

void add_word(SecretText& text, std::size_t number, std::string_view word) {
  const std::string digits = std::to_string(number);
  text.add(blanks(kNumberWidth - digits.size())).add(digits).add(" ").add(word);
  text.add(blanks(kWordWidth - word.size()));
}

}  // namespace

Result<SecretBytes> share_page(const ShareFacts& facts, const shares::ShareWords& words) {
  PYX_ASSIGN(const shares::Share share, shares::from_words(words));
  PYX_ASSIGN(const shares::ShareWords whole, shares::to_words(share));
  PYX_ASSIGN(const SecretBytes checks, shares::row_checks(whole));
  const auto each = shares::words_in(as_text(whole.text().reveal(reveal())));
  const std::string_view letters = as_text(checks.reveal(reveal()));
  PYX_ASSIGN(SecretText text, SecretText::with_room(kMostBytes));
  text.add(head(facts));
  const std::size_t check_column = shares::kRowWords * (kNumberWidth + 1 + kWordWidth);
  text.add(blanks(check_column)).add("check\n");
  for (std::size_t row = 0; row < shares::row_count(each.size()); ++row) {
    for (std::size_t at = row * shares::kRowWords; at < (row + 1) * shares::kRowWords; ++at) {
      if (at < each.size()) {
        add_word(text, at + 1, each[at]);
      } else {
        text.add(blanks(kNumberWidth + 1 + kWordWidth));
      }
    }
    text.add(letters.substr(row * shares::kRowCheckLetters, shares::kRowCheckLetters)).add("\n");
  }
  return text.take();
}

}  // namespace pyx::ceremony
