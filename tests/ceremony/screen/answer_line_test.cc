#include "ceremony/screen/answer_line.h"

#include <gmock/gmock.h>

#include "ceremony/running/guide.h"

namespace pyx::ceremony::screen {
namespace answer_line_test {

using Kind = Key::Kind;

class TypedAnswer : public ::testing::Test {
 protected:
  void type(std::string_view bytes) {
    for (const Key& key : KeyReader().read(bytes)) line_.take(key);
  }
  AnswerLine line_;
};

TEST_F(TypedAnswer, IsWhatWasTyped) {
  type("bag 17-B, Z\xc3\xbcrich");
  EXPECT_EQ(line_.text(), "bag 17-B, Z\xc3\xbcrich");
  EXPECT_EQ(line_.cursor(), line_.text().size());
}

TEST_F(TypedAnswer, IsChangedAtTheCursorByWholeCharacters) {
  type(
      "a\xc3\xbc"
      "c\x1b[D\x1b[D");
  EXPECT_EQ(line_.cursor(), 1U);
  type("b");
  EXPECT_EQ(line_.text(),
            "ab\xc3\xbc"
            "c");
  type("\x1b[3~");
  EXPECT_EQ(line_.text(), "abc");
  type("\x1b[F\x7f");
  EXPECT_EQ(line_.text(), "ab");
}

TEST_F(TypedAnswer, LosesAWordOrAllOfIt) {
  type("bag 17 B\x17");
  EXPECT_EQ(line_.text(), "bag 17 ");
  type("\x17");
  EXPECT_EQ(line_.text(), "bag ");
  type("\x15");
  EXPECT_EQ(line_.text(), "");
}

TEST_F(TypedAnswer, HasEndsThatNothingPasses) {
  type("\x7f\x1b[D\x1b[3~\x17");
  EXPECT_EQ(line_.cursor(), 0U);
  type("a\x1b[C\x1b[C");
  EXPECT_EQ(line_.cursor(), 1U);
}

TEST_F(TypedAnswer, IsNeverLongerThanAnAnswerMayBe) {
  type(std::string(running::kMostAnswerBytes - 1, 'a') + "\xc3\xbc");
  EXPECT_EQ(line_.text().size(), running::kMostAnswerBytes - 1);
  type("bc");
  EXPECT_EQ(line_.text().size(), running::kMostAnswerBytes);
}

TEST_F(TypedAnswer, KeysThatAreNotForALineAreLeftToOthers) {
  for (const Kind kind : {Kind::kEnter, Kind::kUp, Kind::kPageDown, Kind::kHelp, Kind::kRedraw})
    EXPECT_FALSE(line_.take({kind}));
}

}  // namespace answer_line_test
}  // namespace pyx::ceremony::screen
