#include "ceremony/words_on_screen.h"

#include <gmock/gmock.h>

#include "base/reveal.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace {

using pyx::testing::IsOk;
using ::testing::HasSubstr;

// The first share of docs/formats/shares.md, which opens nothing.
constexpr std::string_view kWords =
    "deal keyboard academic acid advance wrist tactics solution zero genuine "
    "webcam buyer expect bedroom spray owner numb walnut adjust percent";

shares::ShareWords words(std::string_view text) {
  Bytes bytes = to_bytes(text);
  return shares::ShareWords(*SecretBytes::take(bytes));
}
std::string rows_of(std::string_view text) {
  const auto rows = screen_rows(words(text));
  return rows ? std::string(as_text(rows->reveal(reveal()))) : std::string();
}

TEST(WordsOnScreen, NumbersEachWordInRowsOfFour) {
  const std::string rows = rows_of(kWords);
  EXPECT_THAT(rows, HasSubstr("   1 deal"));
  EXPECT_THAT(rows, HasSubstr("  20 percent"));
  EXPECT_EQ(std::ranges::count(rows, '\n'), 5);
}

TEST(WordsOnScreen, ALastRowMayBeShort) {
  EXPECT_EQ(std::ranges::count(rows_of("deal keyboard academic acid advance"), '\n'), 2);
}

TEST(WordsOnScreen, SaysWhoseAndOfWhichSetItIs) {
  shares::ShareSet set;
  set.version = 3;
  set.scheme = {1, {{2, 3}}};
  const shares::Member member{0, 1, "bob", {}, {}};
  EXPECT_THAT(screen_heading(set, member), HasSubstr("share of bob"));
  EXPECT_THAT(screen_heading(set, member), HasSubstr("version 3"));
  EXPECT_THAT(screen_heading(set, member), HasSubstr("member 2 of 3; 2 of the group"));
}

TEST(WordsOnScreen, TheSameWordsInAnotherCaseAndCutShortAreTheSame) {
  EXPECT_EQ(first_difference(words(kWords), words(kWords)), 0U);
  EXPECT_EQ(first_difference(words("DEAL keyb Acad"), words("deal keyboard academic")), 0U);
}

TEST(WordsOnScreen, TheFirstWordThatDiffersIsNamed) {
  EXPECT_EQ(first_difference(words("deal keyboard acid"), words("deal keyboard academic")), 3U);
  EXPECT_EQ(first_difference(words("deal kezboard academic"), words("deal keyboard academic")), 2U);
}

TEST(WordsOnScreen, AMissingWordAndOneTooManyAreNamed) {
  EXPECT_EQ(first_difference(words("deal"), words("deal keyboard")), 2U);
  EXPECT_EQ(first_difference(words("deal keyboard"), words("deal")), 2U);
}

}  // namespace
}  // namespace pyx::ceremony
