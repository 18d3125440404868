#include "custody/shares/mnemonic.h"

#include <algorithm>
#include <sstream>

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace mnemonic_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::secret_hex;
using testing::text_of;
using testing::words_of;

// The fourth vector, first share, decoded by hand from the bits of its words.
constexpr std::string_view kWords =
    "shadow pistol academic always adequate wildlife fancy gross oasis cylinder mustang wrist "
    "rescue view short owner flip making coding armed";

Result<Share> parsed(std::string_view text) { return from_words(words_of(text)); }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}
std::vector<std::string> each(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : words_in(text)) words.emplace_back(word);
  return words;
}

TEST(Mnemonic, IsReadAsTheStandardSays) {
  const auto share = parsed(kWords);
  ASSERT_THAT(share, IsOk());
  EXPECT_EQ(share->identifier, 25653);
  EXPECT_FALSE(share->extendable);
  EXPECT_EQ(share->iteration_exponent, 2U);
  EXPECT_EQ(share->group, 0U);
  EXPECT_EQ(share->group_threshold, 1U);
  EXPECT_EQ(share->group_count, 1U);
  EXPECT_EQ(share->member, 2U);
  EXPECT_EQ(share->member_threshold, 2U);
  EXPECT_EQ(share->value.size_bytes(), 16U);
}

TEST(Mnemonic, EveryGoodOfficialShareIsWrittenAsItWasRead) {
  std::size_t written = 0;
  for (const auto& vector : testing::official_vectors()) {
    for (const std::string& words : vector.words) {
      const auto share = parsed(words);
      if (!share) continue;
      const auto again = to_words(*share);
      ASSERT_THAT(again, IsOk()) << vector.name;
      EXPECT_EQ(text_of(*again), words) << vector.name;
      ++written;
    }
  }
  EXPECT_GT(written, 70U);
}

// Trap 8: an index of two digits that the program's own reader rejects.
TEST(Mnemonic, EveryGroupMemberAndThresholdIsReadBack) {
  Share share;
  share.identifier = kMostIdentifier;
  share.iteration_exponent = 15;
  share.value = secret_hex("ffeeddccbbaa99887766554433221100");
  for (unsigned number = 0; number < 16; ++number) {
    share.group = number;
    share.member = 15 - number;
    share.group_count = 16;
    share.group_threshold = number + 1;
    share.member_threshold = 16 - number;
    share.extendable = number % 2 == 0;
    const auto words = to_words(share);
    ASSERT_THAT(words, IsOk()) << number;
    const auto again = from_words(*words);
    ASSERT_THAT(again, IsOk()) << number;
    EXPECT_EQ(again->identifier, kMostIdentifier);
    EXPECT_EQ(again->extendable, share.extendable);
    EXPECT_EQ(again->iteration_exponent, 15U);
    EXPECT_EQ(again->group, share.group);
    EXPECT_EQ(again->member, share.member);
    EXPECT_EQ(again->group_count, 16U);
    EXPECT_EQ(again->group_threshold, share.group_threshold);
    EXPECT_EQ(again->member_threshold, share.member_threshold);
    EXPECT_TRUE(equal_ct(again->value, share.value));
  }
}
TEST(Mnemonic, EveryNumberOfGroupsIsReadBack) {
  Share share;
  share.value = SecretBytes::random(32).value();
  for (share.group_count = 1; share.group_count <= 16; ++share.group_count) {
    const auto again = from_words(to_words(share).value());
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->group_count, share.group_count);
  }
}

TEST(Mnemonic, AValueOfEveryLengthIsReadBackFromItsNumberOfWords) {
  const std::vector<std::size_t> wanted = {20, 22, 23, 25, 27, 28, 30, 31, 33};
  std::vector<std::size_t> counts;
  for (std::size_t size_bytes = 16; size_bytes <= 32; size_bytes += 2) {
    Share share;
    share.value = SecretBytes::random(size_bytes).value();
    const auto words = to_words(share);
    ASSERT_THAT(words, IsOk()) << size_bytes;
    counts.push_back(each(text_of(*words)).size());
    EXPECT_EQ(word_count(size_bytes), counts.back());
    EXPECT_TRUE(equal_ct(from_words(*words)->value, share.value)) << size_bytes;
  }
  EXPECT_EQ(counts, wanted);
  for (std::size_t words = 0; words < 64; ++words)
    EXPECT_EQ(is_word_count(words), std::ranges::find(wanted, words) != wanted.end()) << words;
}

TEST(Mnemonic, TakesFourLettersOfEachWordEitherCaseAndAnyWhiteSpace) {
  std::string text;
  for (const std::string& word : each(kWords)) {
    std::string four = word.substr(0, 4);
    four[0] = static_cast<char>(four[0] - 'a' + 'A');
    text += "\r\n\t " + four;
  }
  const auto share = parsed(text);
  ASSERT_THAT(share, IsOk());
  EXPECT_EQ(text_of(to_words(*share).value()), kWords);
}

TEST(Mnemonic, AWordThatIsInNoListIsToldByItsNumber) {
  auto words = each(kWords);
  words[6] = "fanzy";
  EXPECT_THAT(parsed(joined(words)),
              FailsSaying(Code::kBadInput, "word 7 is not in the word list"));
  words[0] = "";
  EXPECT_THAT(parsed(joined(words)), FailsSaying(Code::kBadInput, "19 words"));
}
// SECRET-NEVER: what was typed is a part of a secret, even with a slip in it.
TEST(Mnemonic, NoErrorSaysAWord) {
  auto words = each(kWords);
  words[6] = "fanzy";
  auto swapped = each(kWords);
  std::swap(swapped[2], swapped[3]);
  for (const std::string& text : {joined(words), joined(swapped), std::string("pistol")}) {
    const auto failed = parsed(text);
    ASSERT_THAT(failed, FailsWith(Code::kBadInput));
    for (const std::string& word : each(text))
      EXPECT_EQ(failed.error().message.find(word), std::string::npos);
  }
}
TEST(Mnemonic, AWrongChecksumIsRefused) {
  auto words = each(kWords);
  words[5] = "academic";
  EXPECT_THAT(parsed(joined(words)), FailsSaying(Code::kBadInput, "checksum"));
}
TEST(Mnemonic, AnotherNumberOfWordsIsRefused) {
  auto words = each(kWords);
  words.pop_back();
  EXPECT_THAT(parsed(joined(words)), FailsSaying(Code::kBadInput, "no share has 19 words"));
  words.emplace_back("armed");
  words.emplace_back("armed");
  EXPECT_THAT(parsed(joined(words)), FailsSaying(Code::kBadInput, "no share has 21 words"));
  EXPECT_THAT(parsed(""), FailsSaying(Code::kBadInput, "no share has 0 words"));
  EXPECT_THAT(parsed(std::string(3, ' ')), FailsWith(Code::kBadInput));
  EXPECT_THAT(parsed(std::string(100000, 'a')), FailsWith(Code::kBadInput));
}
TEST(Mnemonic, AnUnreasonablyLongTextIsRefused) {
  EXPECT_THAT(parsed(std::string(kWords) + std::string(1024, ' ')), FailsWith(Code::kBadInput));
}

TEST(Mnemonic, AFieldOutOfItsBoundsIsNotWritten) {
  const auto with = [](auto change) {
    Share share;
    share.group_count = 2;
    share.value = SecretBytes::random(16).value();
    change(share);
    return to_words(share);
  };
  EXPECT_THAT(with([](Share&) {}), IsOk());
  EXPECT_THAT(with([](Share& s) { s.identifier = 0x8000; }), FailsSaying(Code::kBadInput, "15"));
  EXPECT_THAT(with([](Share& s) { s.iteration_exponent = 16; }), FailsWith(Code::kBadInput));
  EXPECT_THAT(with([](Share& s) { s.group = 16; }), FailsSaying(Code::kBadInput, "at most 16"));
  EXPECT_THAT(with([](Share& s) { s.member = 16; }), FailsWith(Code::kBadInput));
  EXPECT_THAT(with([](Share& s) { s.member_threshold = 0; }), FailsWith(Code::kBadInput));
  EXPECT_THAT(with([](Share& s) { s.member_threshold = 17; }), FailsWith(Code::kBadInput));
  EXPECT_THAT(with([](Share& s) { s.group_threshold = 0; }), FailsWith(Code::kBadInput));
  EXPECT_THAT(with([](Share& s) { s.group_count = 17; }), FailsWith(Code::kBadInput));
  EXPECT_THAT(with([](Share& s) { s.group_threshold = 3; }),
              FailsSaying(Code::kBadInput, "3 of 2 groups"));
  EXPECT_THAT(with([](Share& s) { s.value = SecretBytes::random(17).value(); }),
              FailsWith(Code::kBadInput));
}

TEST(WordsIn, AreThosePartedByWhiteSpace) {
  EXPECT_EQ(each("  one\ttwo\r\nthree "), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_TRUE(words_in(" \n").empty());
}

}  // namespace mnemonic_test
}  // namespace pyx::shares
