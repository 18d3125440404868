#include "ceremony/running/rehearsal_screen.h"

#include <gmock/gmock.h>

#include "base/reveal.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::running {
namespace rehearsal_screen_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

SecretBytes page(std::string text) {
  text = "share 2 of 3     held by carol\nwords that are none of it\n   check\n" + text;
  return SecretBytes::take(std::span(reinterpret_cast<std::uint8_t*>(text.data()), text.size()))
      .value();
}

std::string typed(RehearsalScreen& screen, std::size_t words) {
  const auto got = screen.ask_words(words);
  return got ? std::string(as_text(got->text().reveal(reveal()))) : got.error().message;
}

class ScreenOfRehearsal : public ::testing::Test {
 protected:
  void shows(RehearsalScreen& screen, const std::string& holder, const std::string& words) {
    ASSERT_THAT(screen.ask(holder + ": when nobody but you sees the screen, press Enter"), IsOk());
    ASSERT_THAT(screen.show_page(page(words)), IsOk());
  }
  pyx::testing::TempFolder folder_;
  RehearsalScreen screen_{folder_.path() / "cards"};
};

TEST_F(ScreenOfRehearsal, WhoeverIsCalledTypesWhatHeWroteDownLast) {
  shows(screen_, "carol", "    1 academic    2 acid  QX\n    3 acne\n");
  shows(screen_, "bob", "    1 acquire    2 acrobat QY\n    3 activity\n");
  ASSERT_THAT(screen_.say("carol: type back what you wrote down"), IsOk());
  EXPECT_EQ(typed(screen_, 3), "academic acid acne");
  ASSERT_THAT(screen_.say("bob: type back what you wrote down"), IsOk());
  EXPECT_EQ(typed(screen_, 3), "acquire acrobat activity");
}

TEST_F(ScreenOfRehearsal, WhereWhoeverHasAShareMayComeAllCardsAreTypedTheNewestFirst) {
  shows(screen_, "carol", " 1 academic 2 acid");
  shows(screen_, "bob", " 1 acquire 2 acrobat");
  ASSERT_THAT(screen_.say("still missing: 2 of 3 shares"), IsOk());
  EXPECT_EQ(typed(screen_, 2), "acquire acrobat");
  EXPECT_EQ(typed(screen_, 2), "academic acid");
}

TEST_F(ScreenOfRehearsal, ACardOfAnotherLengthIsAnotherSecret) {
  shows(screen_, "carol", " 1 academic 2 acid");
  ASSERT_THAT(screen_.say("carol: type the 3 words of your share"), IsOk());
  EXPECT_THAT(screen_.ask_words(3), FailsWith(Code::kAskPerson));
}

TEST_F(ScreenOfRehearsal, CardsStayForWhoeverComesAfterACrash) {
  shows(screen_, "carol", " 1 academic 2 acid");
  RehearsalScreen another(folder_.path() / "cards");
  ASSERT_THAT(another.say("carol: type the 2 words of your share"), IsOk());
  EXPECT_EQ(typed(another, 2), "academic acid");
}

TEST_F(ScreenOfRehearsal, WhatWasPrintedForHimIsTypedLikeAPage) {
  std::string words = "academic acid";
  const shares::ShareWords card(
      SecretBytes::take(std::span(reinterpret_cast<std::uint8_t*>(words.data()), words.size()))
          .value());
  ASSERT_THAT(screen_.ask("carol: when nobody but you sees the screen, press Enter"), IsOk());
  ASSERT_THAT(screen_.printed(card), IsOk());
  ASSERT_THAT(screen_.say("carol: type back what you wrote down"), IsOk());
  EXPECT_EQ(typed(screen_, 2), "academic acid");
}

TEST_F(ScreenOfRehearsal, NobodyTypesForEver) {
  shows(screen_, "carol", " 1 academic 2 acid");
  ASSERT_THAT(screen_.say("still missing: 2 of 3 shares"), IsOk());
  int rounds = 0;
  while (screen_.ask_words(2).ok() && rounds < 100) ++rounds;
  EXPECT_LT(rounds, 10);
}

}  // namespace rehearsal_screen_test
}  // namespace pyx::ceremony::running
