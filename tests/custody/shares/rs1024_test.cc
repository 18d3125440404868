#include "custody/shares/rs1024.h"

#include "custody/shares/slip39_words.h"
#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace rs1024_test {

using Values = std::vector<WordValue>;

WordValues words_of(const Values& values) {
  WordValues words = WordValues::zeroed(values.size()).value();
  for (std::size_t at = 0; at < values.size(); ++at)
    put_value(words.bytes().reveal_mutable(reveal()), at, values[at]);
  return words;
}
Values values_of(const WordValues& words) {
  Values values;
  for (std::size_t at = 0; at < words.size(); ++at)
    values.push_back(value_at(words.bytes().reveal(reveal()), at));
  return values;
}
Values values_of(std::string_view text) {
  Values values;
  for (const std::string_view word : words_in(text)) values.push_back(find_word(word).value());
  return values;
}
bool holds(const Values& values) { return checksum_holds(words_of(values)); }
std::vector<Slip> slips(const Values& values, Slip::Kind kind) {
  return find_slips(words_of(values), kind).value();
}

// 33 words of each kind, from the official vectors.
Values not_extendable() { return values_of(testing::official_vectors().at(19).words.at(0)); }
Values extendable() { return values_of(testing::official_vectors().at(43).words.at(0)); }

TEST(Rs1024, HoldsOfEveryOfficialVectorButThoseWithAWrongChecksum) {
  for (const auto& vector : testing::official_vectors()) {
    const bool wrong = vector.name.find("invalid checksum") != std::string::npos;
    for (const std::string& words : vector.words)
      EXPECT_EQ(holds(values_of(words)), !wrong) << vector.name;
  }
}

TEST(Rs1024, WhatIsPutIsWhatStoodThere) {
  for (const Values& right : {not_extendable(), extendable()}) {
    Values blank = right;
    for (std::size_t at = 1; at <= kChecksumWords; ++at) blank[blank.size() - at] = 777;
    WordValues words = words_of(blank);
    put_checksum(words);
    EXPECT_EQ(values_of(words), right);
  }
}

TEST(Rs1024, OneOrTwoOrThreeWrongWordsAlwaysShow) {
  const Values right = extendable();
  for (std::size_t place = 0; place < right.size(); ++place) {
    for (const unsigned change : {1U, 2U, 512U, 1023U}) {
      Values one = right;
      one[place] = static_cast<WordValue>(one[place] ^ change);
      EXPECT_FALSE(holds(one)) << place;
      Values two = one;
      two[(place + 7) % two.size()] ^= 5;
      EXPECT_FALSE(holds(two)) << place;
      two[(place + 20) % two.size()] ^= 300;
      EXPECT_FALSE(holds(two)) << place;
    }
  }
}

TEST(Rs1024, AnyOneWrongWordIsFoundWithTheOneThatBelongsThere) {
  for (const Values& right : {not_extendable(), extendable()}) {
    for (std::size_t place = 0; place < right.size(); ++place) {
      for (const unsigned change : {1U, 16U, 1023U}) {  // 16: in word 2 the extendable flag
        Values wrong = right;
        wrong[place] = static_cast<WordValue>(wrong[place] ^ change);
        const auto found = slips(wrong, Slip::Kind::kReplaced);
        ASSERT_EQ(found.size(), 1U) << place;
        EXPECT_EQ(found[0].kind, Slip::Kind::kReplaced);
        EXPECT_EQ(found[0].place, place);
        EXPECT_EQ(values_of(found[0].word), Values{right[place]});
      }
    }
  }
}

TEST(Rs1024, TwoSwappedNeighboursAreFound) {
  const Values right = extendable();
  for (std::size_t place = 0; place + 1 < right.size(); ++place) {
    if (right[place] == right[place + 1]) continue;
    Values wrong = right;
    std::swap(wrong[place], wrong[place + 1]);
    const auto found = slips(wrong, Slip::Kind::kSwapped);
    ASSERT_EQ(found.size(), 1U) << place;
    EXPECT_EQ(found[0].kind, Slip::Kind::kSwapped);
    EXPECT_EQ(found[0].place, place);
    EXPECT_EQ(found[0].word.size(), 0U);
    EXPECT_TRUE(slips(wrong, Slip::Kind::kReplaced).empty()) << place;
  }
}

TEST(Rs1024, AMissingWordIsFoundWithItsPlace) {
  const Values right = extendable();
  for (std::size_t place = 0; place < right.size(); ++place) {
    Values wrong = right;
    wrong.erase(wrong.begin() + static_cast<std::ptrdiff_t>(place));
    bool is_there = false;
    for (const Slip& slip : slips(wrong, Slip::Kind::kMissing)) {
      EXPECT_EQ(slip.kind, Slip::Kind::kMissing);
      is_there |= slip.place == place && values_of(slip.word) == Values{right[place]};
    }
    EXPECT_TRUE(is_there) << place;
  }
}

TEST(Rs1024, AWordTooManyIsFoundWithItsPlace) {
  const Values right = not_extendable();
  for (std::size_t place = 0; place <= right.size(); ++place) {
    Values wrong = right;
    wrong.insert(wrong.begin() + static_cast<std::ptrdiff_t>(place), 123);
    bool is_there = false;
    for (const Slip& slip : slips(wrong, Slip::Kind::kDoubled)) is_there |= slip.place == place;
    EXPECT_TRUE(is_there) << place;
  }
}

TEST(Rs1024, TwoWrongWordsAreNotExplainedByOneSlip) {
  Values wrong = extendable();
  wrong[4] ^= 1;
  wrong[20] ^= 1;
  EXPECT_TRUE(slips(wrong, Slip::Kind::kReplaced).empty());
  EXPECT_TRUE(slips(wrong, Slip::Kind::kSwapped).empty());
}

TEST(Rs1024, TheWordFittingAtOnePlaceIsFoundOnlyIfTheOthersAreRight) {
  Values wrong = extendable();
  const WordValue right = wrong[9];
  wrong[9] = 0;
  const auto fitting = words_fitting(words_of(wrong), 9).value();
  ASSERT_EQ(fitting.size(), 1U);
  EXPECT_EQ(values_of(fitting[0].word), Values{right});
  EXPECT_TRUE(words_fitting(words_of(wrong), 10).value().empty());
}

}  // namespace rs1024_test
}  // namespace pyx::shares
