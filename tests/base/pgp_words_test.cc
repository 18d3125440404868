#include "base/pgp_words.h"

#include <set>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx {
namespace pgp_words_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::hex_bytes;

// The worked example that is published with the list (Wikipedia, "PGP word list").
const Bytes kFingerprint = hex_bytes("E58294F2E9A227486E8B061B31CC528FD7FA3F19");
constexpr std::string_view kWords =
    "topmost istanbul pluto vagabond treadmill pacific brackish dictator goldfish medusa "
    "afflict bravado chatter revolver dupont midsummer stopwatch whimsical cowbell bottomless";

std::string word(std::uint8_t byte, bool odd) {
  const std::string both = to_pgp_words(Bytes{0, byte});
  return odd ? both.substr(both.find(' ') + 1) : to_pgp_words(Bytes{byte});
}

TEST(PgpWords, WritesThePublishedExample) { EXPECT_EQ(to_pgp_words(kFingerprint), kWords); }

TEST(PgpWords, ReadsThePublishedExample) {
  EXPECT_EQ(from_pgp_words(kWords).value(), kFingerprint);
}

TEST(PgpWords, ReadsAnyCaseAndAnyWhiteSpace) {
  EXPECT_EQ(from_pgp_words("  Topmost\tISTANBUL \n Pluto\r\n").value(), hex_bytes("e58294"));
}

// Trap 11: a published table with a wrong row. Both lists are in the order of the
// alphabet but for "applicant, Apollo", so that a word that was lost, doubled or moved shows.
TEST(PgpWords, EachListIsInTheOrderOfTheAlphabetButForOneKnownPair) {
  std::vector<std::string> out_of_order;
  for (const bool odd : {false, true}) {
    for (unsigned byte = 1; byte < 256; ++byte) {
      const std::string before = word(static_cast<std::uint8_t>(byte - 1), odd);
      const std::string after = word(static_cast<std::uint8_t>(byte), odd);
      if (before >= after) out_of_order.push_back(before + " " + after);
    }
  }
  EXPECT_THAT(out_of_order, ::testing::ElementsAre("applicant apollo"));
}

TEST(PgpWords, NoWordStandsForTwoBytes) {
  std::set<std::string> words;
  for (unsigned byte = 0; byte < 256; ++byte) {
    words.insert(word(static_cast<std::uint8_t>(byte), false));
    words.insert(word(static_cast<std::uint8_t>(byte), true));
  }
  EXPECT_EQ(words.size(), 512U);
}

// Of the 512 words, made from two public copies of the list that agree: iana-org/dnssec-keytools
// and quchen/pgp-wordlist.
TEST(PgpWords, TheWholeListIsThatOfOtherPrograms) {
  std::string all;
  for (const bool odd : {false, true}) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      all += word(static_cast<std::uint8_t>(byte), odd) + "\n";
    }
  }
  EXPECT_EQ(to_hex(sha256(all)),
            "0847bcad4a09374ec628019e7c3e3eeee1dfa2f3870168eaa306310eeda40ff5");
}

TEST(PgpWords, EachByteComesBackInEitherPlace) {
  Bytes bytes;
  for (unsigned byte = 0; byte < 256; ++byte) {
    bytes.push_back(static_cast<std::uint8_t>(byte));
    bytes.push_back(static_cast<std::uint8_t>(byte));
  }
  EXPECT_EQ(from_pgp_words(to_pgp_words(bytes)).value(), bytes);
}

TEST(PgpWords, AnUnknownWordIsNamedWithItsPlace) {
  EXPECT_THAT(from_pgp_words("topmost istambul"),
              FailsSaying(Code::kBadInput, "word 2, \"istambul\", is not in the PGP word list"));
}

TEST(PgpWords, AMissingWordIsSeenAtTheNext) {
  EXPECT_THAT(from_pgp_words("topmost pluto"),
              FailsSaying(Code::kBadInput, "word 2, \"pluto\", has the wrong number of syllables"));
  EXPECT_THAT(from_pgp_words("istanbul"), FailsSaying(Code::kBadInput, "word 1"));
}

TEST(PgpWords, WhatATerminalWouldObeyIsNotRepeated) {
  const auto failed = from_pgp_words("topmost \x1b[2J" + std::string(5000, 'x'));
  ASSERT_THAT(failed, FailsSaying(Code::kBadInput, "?[2J"));
  EXPECT_LT(failed.error().message.size(), 120U);
}

TEST(PgpWords, NothingIsRefused) {
  EXPECT_EQ(to_pgp_words({}), "");
  EXPECT_THAT(from_pgp_words(""), FailsWith(Code::kBadInput));
  EXPECT_THAT(from_pgp_words(" \n"), FailsWith(Code::kBadInput));
}

}  // namespace pgp_words_test
}  // namespace pyx
