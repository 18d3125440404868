#include "custody/shares/slip39_words.h"

#include <array>
#include <set>
#include <sstream>

#include "base/file.h"
#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace slip39_words_test {

using testing::text_of;

std::string word(std::size_t value) {
  std::array<std::uint8_t, kWordMostLetters> letters{};
  const std::size_t size = write_word(static_cast<WordValue>(value), letters);
  return pyx::to_text(ByteView(letters).first(size));
}
std::vector<std::string> all_words() {
  std::vector<std::string> words;
  for (std::size_t value = 0; value < kWordListSize; ++value) words.push_back(word(value));
  return words;
}
std::string similar(std::string_view typed) { return text_of(similar_words(typed).value()); }

// Trap 11: a published table with a wrong row. The file is the standard's own
// (satoshilabs/slips, slip-0039/wordlist.txt).
TEST(Slip39Words, AreThoseOfTheStandardInItsOrder) {
  const Bytes file = read_file(PYX_SOURCE_DIR "/tests/vectors/slip39-words.txt").value();
  std::string list;
  for (const std::string& one : all_words()) list += one + "\n";
  EXPECT_EQ(list, pyx::to_text(file));
  EXPECT_EQ(to_hex(sha256(list)),
            "bcc4555340332d169718aed8bf31dd9d5248cb7da6e5d355140ef4f1e601eec3");
}
// Trap 11: what the standard says of its list holds of this one.
TEST(Slip39Words, AreSortedAndToldApartByFourLettersAndNoneIsShorter) {
  const auto words = all_words();
  std::set<std::string> beginnings;
  for (std::size_t at = 0; at < words.size(); ++at) {
    EXPECT_TRUE(words[at].size() >= 4 && words[at].size() <= 8) << words[at];
    EXPECT_TRUE(std::ranges::all_of(words[at], [](char c) { return c >= 'a' && c <= 'z'; }));
    EXPECT_TRUE(beginnings.insert(words[at].substr(0, 4)).second) << words[at];
    if (at > 0) {
      EXPECT_LT(words[at - 1], words[at]);
    }
  }
  EXPECT_EQ(beginnings.size(), 1024U);
}
TEST(Slip39Words, HaveEveryWordOfTheOfficialVectors) {
  std::size_t seen = 0;
  for (const auto& vector : testing::official_vectors()) {
    for (const std::string& words : vector.words) {
      std::istringstream text(words);
      for (std::string one; text >> one; ++seen) EXPECT_TRUE(find_word(one)) << one;
    }
  }
  EXPECT_GT(seen, 2000U);
}

TEST(FindWord, FindsEachWordWholeAndFromFourLettersOn) {
  for (std::size_t value = 0; value < kWordListSize; ++value) {
    const std::string whole = word(value);
    for (std::size_t letters = 4; letters <= whole.size(); ++letters)
      ASSERT_EQ(find_word(whole.substr(0, letters)), value) << whole.substr(0, letters);
  }
}
TEST(FindWord, TakesEitherCase) {
  EXPECT_EQ(find_word("ACADEMIC"), 0);
  EXPECT_EQ(find_word("Zero"), 1023);
}
TEST(FindWord, RefusesThreeLettersAndWhatGoesOnOtherwise) {
  for (const char* typed : {"", "a", "aca", "zer", "zeroo", "zeros", "academia", "academics",
                            "acade mi", "1234", "zer0", "\xc3\xa4ko"}) {
    EXPECT_EQ(find_word(typed), std::nullopt) << typed;
  }
  EXPECT_EQ(find_word(std::string_view("zero\0", 5)), std::nullopt);
}

TEST(SimilarWords, AreThoseWithALetterMissingAddedAnotherOrSwapped) {
  EXPECT_EQ(similar("academi"), "academic");
  EXPECT_EQ(similar("acedemic"), "academic");
  EXPECT_EQ(similar("academmic"), "academic");
  EXPECT_EQ(similar("acadmeic"), "academic");
  EXPECT_EQ(similar("ACDEMIC"), "academic");
}
TEST(SimilarWords, OfOneMistakeComeBeforeThoseOfTwo) {
  EXPECT_EQ(similar("rade").substr(0, 10), "race aide ");
}
TEST(SimilarWords, AreFourAtMost) {
  for (const char* typed : {"bare", "mile", "sale", "lame", "dase"}) {
    const std::string words = similar(typed);
    EXPECT_EQ(words_in(words).size(), kMostSimilar) << typed << ": " << words;
  }
}
TEST(SimilarWords, OfNothingLikeAWordAreNone) {
  EXPECT_EQ(similar(""), "");
  EXPECT_EQ(similar("xxxxxxxx"), "");
  EXPECT_EQ(similar(std::string(17, 'a')), "");
  EXPECT_EQ(similar(std::string(5000, 'a')), "");
}

}  // namespace slip39_words_test
}  // namespace pyx::shares
