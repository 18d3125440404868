#include "custody/shares/row_check.h"

#include <set>

#include "custody/shares/slip39_words.h"
#include "tests/custody/shares/envelope_fixture.h"

namespace pyx::shares {
namespace row_check_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::HasSubstr;
using testing::kSomeWords;
using ::testing::Not;
using testing::text_of;
using testing::words_of;

std::string check_of(std::size_t row, std::string_view words) {
  return text_of(row_check(row, words_of(words)).value());
}
std::string word(unsigned value) {
  std::string letters(kWordMostLetters, ' ');
  const std::span<std::uint8_t> to(reinterpret_cast<std::uint8_t*>(letters.data()), letters.size());
  letters.resize(write_word(static_cast<WordValue>(value), to));
  return letters;
}

// By another program, after docs/formats/shares.md.
TEST(RowChecks, AreThoseOfAnotherProgram) {
  EXPECT_EQ(text_of(row_checks(words_of(kSomeWords)).value()), "O23IDCMLYHJBIT");
  EXPECT_EQ(text_of(row_checks(words_of("deal keyboard academic agency coal airport dragon axis "
                                        "hush huge cricket blanket bulge exhaust sheriff friar "
                                        "rhyme slow cricket diet"))
                        .value()),
            "HILUXH6ZGXZVMT");
}

TEST(SharesPage, SaysTheChecksOfItsShares) {
  const std::string page =
      pyx::to_text(read_file(PYX_SOURCE_DIR "/docs/formats/shares.md").value());
  const auto words = testing::page_blocks("words");
  ASSERT_EQ(words.size(), 2U);
  for (const std::string& one : words) {
    const std::string letters = text_of(row_checks(words_of(one)).value());
    std::string said;
    for (std::size_t at = 0; at < letters.size(); at += 2)
      said += (at == 0 ? "`" : " ") + letters.substr(at, 2);
    EXPECT_THAT(page, HasSubstr(said + "`"));
  }
}

// By hand: row 1, then words 0, 0, 0 is 1 * x^3; word 512 is x^9, and x^10 is x^3 + 1.
TEST(RowCheck, IsAPolynomialOverGf1024) {
  EXPECT_EQ(check_of(1, word(0) + " " + word(0) + " " + word(0)), "AI");
  EXPECT_EQ(check_of(2, word(0)), "AE");
  EXPECT_EQ(check_of(1, word(1023)), std::string("7") + "5");  // 2 xor 1023 = 1021
  EXPECT_EQ(check_of(2, word(4) + " " + word(0)), "AA");
  EXPECT_EQ(check_of(1, word(512 ^ 2) + " " + word(0)), "AJ");
}

TEST(RowChecks, AreTheCheckOfEachRowTheLastMayBeShort) {
  const auto each = words_in(kSomeWords);
  const std::string all = text_of(row_checks(words_of(kSomeWords)).value());
  ASSERT_EQ(all.size(), 2 * row_count(each.size()));
  for (std::size_t row = 0; row < row_count(each.size()); ++row) {
    std::string words;
    for (std::size_t at = 3 * row; at < std::min<std::size_t>(3 * row + 3, each.size()); ++at)
      words += std::string(each[at]) + " ";
    EXPECT_EQ(check_of(row + 1, words), all.substr(2 * row, 2));
  }
  EXPECT_EQ(row_count(33), 11U);
  EXPECT_EQ(row_count(20), 7U);
  EXPECT_EQ(row_count(1), 1U);
  EXPECT_EQ(row_count(0), 0U);
}

TEST(RowCheck, TakesWordsAsTheyAreTyped) {
  EXPECT_EQ(check_of(2, "ALWAYS adeq\twildl"), check_of(2, "always adequate wildlife"));
}

TEST(RowCheck, EveryWrongWordInEveryPlaceShows) {
  const std::vector<std::string> row = {"always", "adequate", "wildlife"};
  std::set<std::string> seen;
  for (std::size_t place = 0; place < row.size(); ++place) {
    seen.clear();
    for (unsigned value = 0; value < kWordListSize; ++value) {
      auto typed = row;
      typed[place] = word(value);
      seen.insert(check_of(2, typed[0] + " " + typed[1] + " " + typed[2]));
    }
    EXPECT_EQ(seen.size(), kWordListSize) << "two words at place " << place << " check alike";
  }
}
TEST(RowCheck, TwoWordsThatChangedPlacesShow) {
  for (unsigned first = 0; first < kWordListSize; first += 41) {
    for (unsigned second = 0; second < first; second += 13) {
      const std::string a = word(first);
      const std::string b = word(second);
      EXPECT_NE(check_of(1, a + " " + b + " acid"), check_of(1, b + " " + a + " acid"));
      EXPECT_NE(check_of(1, a + " acid " + b), check_of(1, b + " acid " + a));
      EXPECT_NE(check_of(1, "acid " + a + " " + b), check_of(1, "acid " + b + " " + a));
    }
  }
}
TEST(RowCheck, ARowInAnothersPlaceShows) {
  std::set<std::string> seen;
  for (std::size_t row = 1; row <= 11; ++row)
    seen.insert(check_of(row, "always adequate wildlife"));
  EXPECT_EQ(seen.size(), 11U);
}

TEST(RowCheck, WhatIsNoRowIsRefused) {
  EXPECT_THAT(row_check(0, words_of("acid")), FailsSaying(Code::kBadInput, "row 0 with 1 words"));
  EXPECT_THAT(row_check(1, words_of("acid")), IsOk());
  EXPECT_THAT(row_check(11, words_of("acid acid acid")), IsOk());
  EXPECT_THAT(row_check(12, words_of("acid")), FailsWith(Code::kBadInput));
  EXPECT_THAT(row_check(1, words_of("")), FailsSaying(Code::kBadInput, "0 words"));
  EXPECT_THAT(row_check(1, words_of("acid acid acid acid")), FailsSaying(Code::kBadInput, "4"));
  EXPECT_THAT(row_checks(words_of("acid acid")), FailsSaying(Code::kBadInput, "2 words"));
  EXPECT_THAT(row_checks(words_of("")), FailsWith(Code::kBadInput));
}
// SECRET-NEVER.
TEST(RowCheck, AWordInNoListIsToldByItsPlaceOnly) {
  const auto failed = row_check(4, words_of("acid pistul"));
  EXPECT_THAT(failed, FailsSaying(Code::kBadInput, "word 2 of row 4 is not in the word list"));
  EXPECT_THAT(failed.error().message, Not(HasSubstr("pistul")));
  EXPECT_THAT(failed.error().message, Not(HasSubstr("acid")));
}

}  // namespace row_check_test
}  // namespace pyx::shares
