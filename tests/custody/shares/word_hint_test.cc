#include "custody/shares/word_hint.h"

#include <algorithm>

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace word_hint_test {

using Kind = WordHint::Kind;
using testing::text_of;
using testing::words_of;

using Words = std::vector<std::string>;

// An extendable share of 33 words.
Words right() {
  static const std::string kText = testing::official_vectors().at(43).words.at(0);
  Words words;
  for (const std::string_view word : words_in(kText)) words.emplace_back(word);
  return words;
}
std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}
WordHint hint_of(const Words& words) { return explain(words_of(joined(words))).value(); }

TEST(WordHint, AWordThatIsInNoListIsNamedWithTheOneThatTheChecksumWants) {
  for (std::size_t at = 0; at < right().size(); ++at) {
    Words words = right();
    words[at] = "xyzzy";
    const WordHint hint = hint_of(words);
    EXPECT_EQ(hint.kind, Kind::kNotInList);
    EXPECT_EQ(hint.word, at + 1);
    EXPECT_EQ(text_of(hint.suggestions), right()[at]);
  }
}
TEST(WordHint, OfTwoWordsInNoListTheFirstIsNamedWithThoseSpeltLikeIt) {
  Words words = right();
  words[3] = "acdemic";
  words[8] = "xyzzy";
  const WordHint hint = hint_of(words);
  EXPECT_EQ(hint.kind, Kind::kNotInList);
  EXPECT_EQ(hint.word, 4U);
  EXPECT_EQ(text_of(hint.suggestions), "academic");
  EXPECT_EQ(to_text(hint), "word 4 is not in the word list");
}
TEST(WordHint, AWrongWordOfTheListIsNamedWithTheOneThatBelongsThere) {
  for (std::size_t at = 0; at < right().size(); ++at) {
    Words words = right();
    words[at] = words[at] == "zero" ? "yoga" : "zero";
    const WordHint hint = hint_of(words);
    EXPECT_EQ(hint.kind, Kind::kReplaced);
    EXPECT_EQ(hint.word, at + 1);
    EXPECT_EQ(text_of(hint.suggestions), right()[at]);
  }
}
TEST(WordHint, SwappedNeighboursAreNamed) {
  Words words = right();
  std::swap(words[10], words[11]);
  const WordHint hint = hint_of(words);
  EXPECT_EQ(hint.kind, Kind::kSwapped);
  EXPECT_EQ(hint.word, 11U);
  EXPECT_TRUE(hint.suggestions.empty());
  EXPECT_EQ(to_text(hint), "word 11 and the next are probably swapped");
}
TEST(WordHint, AMissingWordIsNamed) {
  Words words = right();
  words.erase(words.begin() + 5);
  const WordHint hint = hint_of(words);
  EXPECT_EQ(hint.kind, Kind::kMissing);
  EXPECT_EQ(hint.word, 6U);
  EXPECT_EQ(text_of(hint.suggestions), right()[5]);
  EXPECT_EQ(to_text(hint), "a word is probably missing in front of word 6");
}
TEST(WordHint, ADoubledWordIsNamed) {
  Words words = right();
  words.insert(words.begin() + 5, words[5]);
  const WordHint hint = hint_of(words);
  EXPECT_EQ(hint.kind, Kind::kDoubled);
  EXPECT_TRUE(hint.word == 6 || hint.word == 7) << hint.word;
}
TEST(WordHint, MoreSlipsThanOneAreNotExplained) {
  Words words = right();
  std::swap(words[2], words[20]);
  const WordHint hint = hint_of(words);
  EXPECT_EQ(hint.kind, Kind::kNone);
  EXPECT_EQ(to_text(hint), "");
  words.resize(12);
  EXPECT_EQ(hint_of(words).kind, Kind::kNone);
}
TEST(WordHint, NothingAndTooMuchAreNotExplained) {
  EXPECT_EQ(hint_of({}).kind, Kind::kNone);
  EXPECT_EQ(hint_of(Words(41, "xyzzy")).kind, Kind::kNone);
  EXPECT_EQ(hint_of(Words(40, "xyzzy")).kind, Kind::kNotInList);
}
// SECRET-NEVER: the text goes where errors go; the words only to the screen.
TEST(WordHint, ItsTextSaysNoWord) {
  Words words = right();
  words[4] = "xyzzy";
  const WordHint hint = hint_of(words);
  EXPECT_EQ(to_text(hint).find("xyzzy"), std::string::npos);
  EXPECT_EQ(to_text(hint).find(right()[4]), std::string::npos);
}

}  // namespace word_hint_test
}  // namespace pyx::shares
