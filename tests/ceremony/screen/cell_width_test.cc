#include "ceremony/screen/cell_width.h"

#include <gmock/gmock.h>

namespace pyx::ceremony::screen {
namespace cell_width_test {

using ::testing::ElementsAre;

TEST(CellWidth, LettersTakeOneColumnWideOnesTwoAndMarksNone) {
  EXPECT_EQ(columns_of("plain"), 5U);
  EXPECT_EQ(columns_of("Z\xc3\xbcrich"), 6U);
  EXPECT_EQ(columns_of("\xe6\x9d\xb1\xe4\xba\xac"), 4U);  // Tokyo, in Japanese
  EXPECT_EQ(columns_of("e\xcc\x81"), 1U);                 // e with an accent of its own
  EXPECT_EQ(columns_of("\xf0\x9f\x94\x91"), 2U);          // a picture of a key
  EXPECT_EQ(columns_of("\xd7\xa9\xd6\xb8"), 1U);          // Hebrew with a point
  EXPECT_EQ(columns_of(""), 0U);
}

TEST(CellWidth, TheEdgesOfWideRangesAreRight) {
  EXPECT_EQ(columns_of("\xe1\x84\x80"), 2U);      // U+1100
  EXPECT_EQ(columns_of("\xe1\x83\xbf"), 1U);      // U+10FF, before it
  EXPECT_EQ(columns_of("\xed\x9e\xa3"), 2U);      // U+D7A3, the last Hangul syllable
  EXPECT_EQ(columns_of("\xef\xbc\x81"), 2U);      // U+FF01
  EXPECT_EQ(columns_of("\xef\xbd\xa1"), 1U);      // U+FF61, halfwidth
  EXPECT_EQ(columns_of("\xf0\xa0\x80\x80"), 2U);  // U+20000
}

TEST(CellWidth, ACutNeverPartsACharacter) {
  EXPECT_EQ(cut_to("Z\xc3\xbcrich", 2), "Z\xc3\xbc");
  EXPECT_EQ(cut_to("\xe6\x9d\xb1\xe4\xba\xac", 3), "\xe6\x9d\xb1");
  EXPECT_EQ(cut_to("e\xcc\x81x", 1), "e\xcc\x81");
  EXPECT_EQ(cut_to("abc", 3), "abc");
  EXPECT_EQ(cut_to("abc", 0), "");
}

TEST(CellWidth, WhatIsShortenedSaysSo) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdef", 5), "abcd\xe2\x80\xa6");
  EXPECT_EQ(shortened("abcdef", 0), "");
}

TEST(CellWidth, LinesBreakAtBlanks) {
  EXPECT_THAT(wrapped("read it aloud, word by word", 10),
              ElementsAre("read it", "aloud,", "word by", "word"));
  EXPECT_THAT(wrapped("ab cd", 5), ElementsAre("ab cd"));
  EXPECT_THAT(wrapped("ab cd", 2), ElementsAre("ab", "cd"));
}

TEST(CellWidth, AWordLongerThanALineIsBrokenAndNothingOfItIsLost) {
  EXPECT_THAT(wrapped(std::string(25, 'f'), 10), ElementsAre("ffffffffff", "ffffffffff", "fffff"));
  EXPECT_THAT(wrapped("\xe6\x9d\xb1\xe4\xba\xac", 2), ElementsAre("\xe6\x9d\xb1", "\xe4\xba\xac"));
}

TEST(CellWidth, LineFeedsBreakAndEmptyLinesStay) {
  EXPECT_THAT(wrapped("a\n\nb", 10), ElementsAre("a", "", "b"));
  EXPECT_THAT(wrapped("", 10), ElementsAre(""));
  EXPECT_THAT(wrapped("a\n", 10), ElementsAre("a", ""));
}

TEST(CellWidth, WhatIsSetInStaysSetIn) {
  EXPECT_THAT(wrapped("  one two three", 11), ElementsAre("  one two", "  three"));
}

TEST(CellWidth, EvenOneColumnOrNoneEnds) {
  EXPECT_THAT(wrapped("abcd", 0), ElementsAre("ab", "cd"));
  EXPECT_THAT(wrapped("   ab", 1), ::testing::Contains("ab"));
}

}  // namespace cell_width_test
}  // namespace pyx::ceremony::screen
