#include "ceremony/share_page.h"

#include <sstream>

#include "custody/shares/row_check.h"
#include "tests/custody/shares/shares_fixture.h"

namespace pyx::ceremony {
namespace share_page_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using shares::testing::text_of;
using shares::testing::words_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// The share of bob of the example in docs/formats/shares.md.
constexpr std::string_view kBobs =
    "deal keyboard academic agency coal airport dragon axis hush huge cricket blanket bulge "
    "exhaust sheriff friar rhyme slow cricket diet";

ShareFacts bobs() {
  ShareFacts facts;
  facts.vault_name = "Example mint";
  facts.vault = sha256("");
  facts.set = shares::testing::set_id();
  facts.version = 1;
  facts.created = shares::testing::set_time();
  facts.record = sha256("record");
  facts.holder = "bob";
  facts.member = 2;
  facts.group_scheme = {2, 3};
  facts.group = facts.groups = facts.group_threshold = 1;
  return facts;
}
std::string page(const ShareFacts& facts, std::string_view words) {
  return text_of(share_page(facts, words_of(words)).value());
}
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream from(text);
  for (std::string line; std::getline(from, line);) lines.push_back(line);
  return lines;
}

TEST(SharePage, IsThisPage) {
  EXPECT_EQ(page(bobs(), kBobs),
            R"(share 2 of 3                                                         held by bob
any 2 of the 3 shares open the secret

vault    e3b0c442 98fc1c14  Example mint
         tissue phonetic snowslide december
         printer wilmington befriend belowground
set      01938c2e-7000-7000-8000-0000000000a1, version 1, 2026-11-23
record   70ce871f 8a3d3fb4
         guidance sardonic neptune businessman
         oakland crucifix cowbell politeness

                                                      check
    1 deal            2 keyboard        3 academic    HI
    4 agency          5 coal            6 airport     LU
    7 dragon          8 axis            9 hush        XH
   10 huge           11 cricket        12 blanket     6Z
   13 bulge          14 exhaust        15 sheriff     GX
   16 friar          17 rhyme          18 slow        ZV
   19 cricket        20 diet                          MT
)");
}

TEST(SharePage, OfAPinSaysWhoseAndOfWhichTokenAndNamesNoVault) {
  ShareFacts facts = bobs();
  facts.of = ShareOf::kSoPin;
  facts.vault_name = "mint";
  EXPECT_THAT(page(facts, kBobs), HasSubstr("the secret\n\nSO PIN   of token mint\nset "));
  EXPECT_THAT(page(facts, kBobs), ::testing::Not(HasSubstr("vault")));
  facts.of = ShareOf::kUserPin;
  EXPECT_THAT(page(facts, kBobs), HasSubstr("the secret\n\nuser PIN of token mint\nset "));
}

TEST(SharePage, TheLongestFitsOnATerminalWithALineToType) {
  shares::testing::Backup backup;
  std::vector<std::string> first(16, "");
  for (std::size_t at = 0; at < first.size(); ++at)
    first[at] = std::string(30, 'a') + "-" + static_cast<char>('a' + at);
  const auto made = backup.split({2, {{1, 1}, {15, 16}}}, {{"b"}, first}, 4294967295U);
  const auto words = words_of(made.shares[1][15]);
  const ShareFacts facts =
      facts_of(std::string(128, 'n'), made.set, sha256("record"), words).value();
  const auto text = share_page(facts, words);
  ASSERT_THAT(text, IsOk());
  const auto lines = lines_of(text_of(*text));
  EXPECT_LE(lines.size(), 23U);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 80U) << line.size();
}

TEST(SharePage, ANameIsNotCutInTheMiddleOfALetter) {
  ShareFacts facts = bobs();
  facts.vault_name = std::string(51, 'n') +
                     "\xc3\xb6"
                     "x";
  EXPECT_THAT(page(facts, kBobs), HasSubstr(" " + std::string(51, 'n') + "\n"));
}

TEST(SharePage, ShowsWordsWholeHoweverTheyWereTyped) {
  std::string typed;
  for (const std::string_view word : shares::words_in(kBobs))
    typed += " " + std::string(word.substr(0, 4));
  EXPECT_EQ(page(bobs(), typed), page(bobs(), kBobs));
}

TEST(SharePage, WordsThatAreNoShareAreNotShown) {
  EXPECT_THAT(share_page(bobs(), words_of("deal keyboard")), FailsWith(Code::kBadInput));
}

// What a terminal does with them: ESC [ H goes to the upper left corner, [ 2 J erases the screen,
// [ 3 J what scrolled away, [ ? 1049 h and l go to the other screen and back.
TEST(ShareScreen, IsEmptyBeforeAndWipedOnBothScreensAfterwards) {
  const auto sequences = [](std::string_view text) {
    std::vector<std::string> all;
    for (const char c : text) {
      if (c == '\x1b') {
        all.emplace_back();
      } else {
        all.back() += c;
      }
    }
    return all;
  };
  EXPECT_THAT(sequences(kOpenScreen), ElementsAre("[?1049h", "[H", "[2J"));
  EXPECT_THAT(sequences(kCloseScreen),
              ElementsAre("[H", "[2J", "[3J", "[?1049l", "[H", "[2J", "[3J"));
}

}  // namespace share_page_test
}  // namespace pyx::ceremony
