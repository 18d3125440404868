#include "ceremony/screen/styled_text.h"

#include <gmock/gmock.h>

namespace pyx::ceremony::screen {
namespace styled_text_test {

TEST(StyledText, ALineIsAsWideAsItsParts) {
  EXPECT_EQ(columns_of(Line{{"ab", Style::kStrong}, {"cd"}}), 4U);
  EXPECT_EQ(text_of(Line{{"ab"}, {"cd"}}), "abcd");
}

TEST(StyledText, WhatDoesNotFitIsCutInThePartWhereItEnds) {
  const Line line = fitted({{"abc", Style::kStrong}, {"defg"}, {"hi"}}, 5);
  EXPECT_EQ(text_of(line), "abcd\xe2\x80\xa6");
  EXPECT_EQ(line.size(), 2U);
  EXPECT_EQ(text_of(fitted({{"abc"}}, 3)), "abc");
}

TEST(StyledText, OfTwoEndsTheLeftOneGivesWay) {
  EXPECT_EQ(text_of(spread({{"left"}}, {{"right"}}, 12)), "left   right");
  EXPECT_EQ(text_of(spread({{"a long left end"}}, {{"right"}}, 10)), "a l\xe2\x80\xa6 right");
  for (std::size_t columns = 0; columns < 20; ++columns)
    EXPECT_EQ(columns_of(spread({{"left end"}}, {{"right"}}, columns)), columns);
}

TEST(StyledText, WhatComesFromElsewhereIsEscaped) {
  for (const Lines& lines : {paragraph("a\x1b[2Jb\r\x9b", 80), labelled("say", "a\x1b[2Jb", 80)}) {
    for (const Line& line : lines)
      EXPECT_EQ(text_of(line).find_first_of("\x1b\r\x9b"), std::string::npos);
  }
}

TEST(StyledText, ALabelStandsInFrontOfTheFirstLineAlone) {
  const Lines lines = labelled("say", "one two three", 17);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(text_of(lines[0]), "say     one two");
  EXPECT_EQ(text_of(lines[1]), "        three");
  EXPECT_TRUE(labelled("say", "", 80).empty());
}

TEST(StyledText, WhereThereIsNoRoomTheLabelGoes) {
  const Lines lines = labelled("say", "one two", 16);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(text_of(lines[0]), "one two");
}

}  // namespace styled_text_test
}  // namespace pyx::ceremony::screen
