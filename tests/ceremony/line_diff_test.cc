#include "ceremony/line_diff.h"

#include <gmock/gmock.h>

#include <string>

namespace pyx::ceremony {
namespace line_diff_test {

TEST(LineDiff, OfTheSameTextIsEmpty) {
  EXPECT_EQ(line_diff("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(line_diff("", ""), "");
}

TEST(LineDiff, ShowsAChangedLineWithTwoLinesAround) {
  EXPECT_EQ(line_diff("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nfour\n5\n6\n7\n"),
            "line 2:\n  2\n  3\n- 4\n+ four\n  5\n  6\n");
}

TEST(LineDiff, ShowsAddedAndRemovedLinesAtBothEnds) {
  EXPECT_EQ(line_diff("a\nb\n", "new\na\nb\n"), "line 1:\n+ new\n  a\n  b\n");
  EXPECT_EQ(line_diff("a\nb\n", "a\n"), "line 1:\n  a\n- b\n");
}

TEST(LineDiff, ShowsDistantChangesAsTwoPieces) {
  const std::string before = "a\n1\n2\n3\n4\n5\n6\nz\n";
  const std::string after = "A\n1\n2\n3\n4\n5\n6\nZ\n";
  EXPECT_EQ(line_diff(before, after), "line 1:\n- a\n+ A\n  1\n  2\nline 6:\n  5\n  6\n- z\n+ Z\n");
}

TEST(LineDiff, SeesAMissingLineEndAndTrailingBlanks) {
  EXPECT_EQ(line_diff("a\n", "a"), "line 1:\n- a\n+ a  (no line end)\n");
  EXPECT_EQ(line_diff("a\n", "a \n"), "line 1:\n- a\n+ a \n");
}

// Past the bound of the comparison the middle is shown as replaced, which is still right.
TEST(LineDiff, OfLongTextsLosesNoLine) {
  std::string before;
  std::string after;
  for (int i = 0; i < 5000; ++i) {
    before += "old " + std::to_string(i) + "\n";
    after += "new " + std::to_string(i) + "\n";
  }
  const std::string shown = line_diff(before, after);
  EXPECT_THAT(shown, ::testing::HasSubstr("- old 4999\n"));
  EXPECT_THAT(shown, ::testing::HasSubstr("+ new 0\n"));
}

}  // namespace line_diff_test
}  // namespace pyx::ceremony
