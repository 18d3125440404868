#include "ceremony/share_card.h"

#include <sstream>

#include "custody/shares/row_check.h"
#include "tests/ceremony/drawn_card.h"
#include "tests/custody/shares/shares_fixture.h"

namespace pyx::ceremony {
namespace share_card_test {

using pyx::testing::DrawnCard;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::into;
using pyx::testing::IsOk;
using shares::testing::Backup;
using shares::testing::Splitting;
using shares::testing::text_of;
using shares::testing::words_of;
using ::testing::HasSubstr;

const Sha256 kRecord = sha256("record");

struct Drawn {
  ShareFacts facts;
  shares::ShareWords words;
  Bytes pdf;
};
Drawn draw(const Splitting& made, unsigned group, unsigned member,
           const std::string& name = "Example mint") {
  Drawn drawn{{}, words_of(made.shares[group][member]), {}};
  drawn.facts = facts_of(name, made.set, kRecord, drawn.words).value();
  EXPECT_THAT(draw_share_card(drawn.facts, drawn.words, into(drawn.pdf)), IsOk());
  return drawn;
}
Drawn card_of_bob() {
  Backup backup;
  return draw(backup.two_of_three(), 0, 1);
}

// The numbered words and the checks of a card, out of the lines of its text.
struct Read {
  std::vector<std::string> words;
  std::string checks;
};
Read read_card(const std::string& text) {
  Read read;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream from(line);
    std::vector<std::string> parts;
    for (std::string part; from >> part;) parts.push_back(part);
    if (parts.size() < 3 || parts[0] != std::to_string(read.words.size() + 1)) continue;
    for (std::size_t at = 0; at + 1 < parts.size(); at += 2) {
      if (parts[at] != std::to_string(read.words.size() + 1)) break;
      read.words.push_back(parts[at + 1]);
    }
    read.checks += parts.back();
    if (read.words.size() % shares::kRowWords != 0) break;  // the last row
    if (read.words.size() == 33) break;
  }
  return read;
}
std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Trap 8: what another program reads off the paper is what was split.
TEST(ShareCard, ItsWordsAndChecksAreReadOffIt) {
  const Drawn card = card_of_bob();
  const Read read = read_card(DrawnCard(card.pdf).text());
  EXPECT_EQ(joined(read.words), text_of(card.words));
  EXPECT_EQ(read.checks, text_of(shares::row_checks(card.words).value()));
}

TEST(ShareCard, AScannerGivesExactlyWhatWordEntryTakes) {
  const Drawn card = card_of_bob();
  std::string scanned = DrawnCard(card.pdf).scanned();
  ASSERT_FALSE(scanned.empty());
  ASSERT_EQ(scanned.back(), '\n');  // zbarimg's own
  scanned.pop_back();
  EXPECT_EQ(scanned, text_of(card.words));
  EXPECT_THAT(shares::from_words(words_of(scanned)), IsOk());
}

TEST(ShareCard, SaysWhatItIsOf) {
  const Drawn card = card_of_bob();
  const std::string text = DrawnCard(card.pdf).text();
  for (const std::string& said :
       {std::string("Share 2 of 3"), std::string("Any 2 of the 3 shares open the secret."),
        std::string("bob"), std::string("Example mint"), short_hex(card.facts.vault),
        short_words(card.facts.vault), card.facts.set.text(),
        std::string("version 1, made 2026-11-23"), short_hex(kRecord), short_words(kRecord),
        std::string("pyx share drill"), std::string("typed back and received by the holder"),
        std::string("handed over by")}) {
    EXPECT_THAT(text, HasSubstr(said));
  }
}

TEST(ShareCard, OfAGroupSaysWhoOpensTheGroupAndTheSecret) {
  Backup backup;
  const std::string text = DrawnCard(draw(backup.two_of_three_groups(), 1, 1).pdf).text();
  EXPECT_THAT(text, HasSubstr("Share 2 of 3 in group 2"));
  EXPECT_THAT(text, HasSubstr("Any 2 of the 3 shares open group 2, any 2 of the 3 groups open the "
                              "secret."));
  EXPECT_THAT(text, HasSubstr("emil"));
}

TEST(ShareCard, OfAShortSecretHasTwentyWords) {
  Drawn card{{},
             words_of("deal keyboard academic agency coal airport dragon axis hush huge cricket "
                      "blanket bulge exhaust sheriff friar rhyme slow cricket diet"),
             {}};
  card.facts.set = shares::testing::set_id();
  card.facts.group_scheme = {2, 3};
  card.facts.group = card.facts.groups = card.facts.member = 1;
  ASSERT_THAT(draw_share_card(card.facts, card.words, into(card.pdf)), IsOk());
  const Read read = read_card(DrawnCard(card.pdf).text());
  EXPECT_EQ(joined(read.words), text_of(card.words));
  EXPECT_EQ(read.checks, "HILUXH6ZGXZVMT");
  EXPECT_EQ(DrawnCard(card.pdf).scanned(), text_of(card.words) + "\n");
}

// The longest texts that can be, so that nothing runs over.
TEST(ShareCard, KeepsItsMarginsOnA4SoThatAllOfItIsOnUsLetterToo) {
  Backup backup;
  std::vector<std::string> holders(16, "");
  for (std::size_t at = 0; at < holders.size(); ++at)
    holders[at] = std::string(31, 'w') + static_cast<char>('a' + at);
  const auto made = backup.split({2, {{1, 1}, {15, 16}}}, {{"b"}, holders}, 4294967295U);
  const Drawn card = draw(made, 1, 15, std::string(128, 'W'));
  const DrawnCard drawn(card.pdf);
  EXPECT_THAT(drawn.about(), HasSubstr("(A4)"));
  EXPECT_THAT(drawn.about(), HasSubstr("Pages:           1"));
  const auto picture = drawn.picture();
  ASSERT_NEAR(picture.width, kCardWidth, 1);
  ASSERT_NEAR(picture.height, kCardHeight, 1);
  unsigned dark = 0;
  for (unsigned y = 0; y < picture.height; ++y) {
    for (unsigned x = 0; x < picture.width; ++x) {
      if (picture.is_light(x, y)) continue;
      ++dark;
      EXPECT_GE(x, kCardSideMargin - 1) << y;
      EXPECT_LE(x, kCardWidth - kCardSideMargin + 1) << y;
      EXPECT_GE(y, kCardEndMargin - 1) << x;
      EXPECT_LE(y, kCardHeight - kCardEndMargin + 2) << x;
    }
  }
  EXPECT_GT(dark, 10000U);
  EXPECT_EQ(drawn.scanned(), text_of(card.words) + "\n");
  EXPECT_EQ(joined(read_card(drawn.text()).words), text_of(card.words));
}

TEST(ShareCard, ANameInLettersThatTheFontLacksIsLeftAway) {
  Backup backup;
  const auto card = draw(backup.two_of_three(), 0, 0, "\xe9\x8a\x80\xe8\xa1\x8c");
  EXPECT_THAT(DrawnCard(card.pdf).text(), HasSubstr("(its name is not in this font's letters)"));
}

TEST(ShareCard, IsTheSameEachTime) {
  Backup backup;
  const auto made = backup.two_of_three();
  EXPECT_EQ(draw(made, 0, 1).pdf, draw(made, 0, 1).pdf);
}

TEST(ShareCard, WordsThatAreNoShareAreNotDrawn) {
  Bytes pdf;
  EXPECT_THAT(draw_share_card({}, words_of("deal keyboard"), into(pdf)),
              FailsWith(Code::kBadInput));
  EXPECT_TRUE(pdf.empty());
}

// SECRET-NEVER: what stands in the document beside the page is shown by every viewer and indexed.
TEST(ShareCard, NothingButThePageHasAWordOfTheShare) {
  const Drawn card = card_of_bob();
  const std::string about = DrawnCard(card.pdf).about();
  EXPECT_THAT(about, HasSubstr("Card of a share"));
  const std::string words = text_of(card.words);
  for (const std::string_view word : shares::words_in(words))
    EXPECT_EQ(about.find(" " + std::string(word)), std::string::npos);
}

}  // namespace share_card_test
}  // namespace pyx::ceremony
