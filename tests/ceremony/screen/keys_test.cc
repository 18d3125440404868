#include "ceremony/screen/keys.h"

#include <gmock/gmock.h>

namespace pyx::ceremony::screen {
namespace keys_test {

using Kind = Key::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Key> read(std::string_view bytes) { return KeyReader().read(bytes); }

TEST(Keys, CharactersAreText) {
  EXPECT_THAT(read("a\xc3\xbc"), ElementsAre(Key{Kind::kText, "a"}, Key{Kind::kText, "\xc3\xbc"}));
}

TEST(Keys, ACharacterMayComeInPieces) {
  KeyReader reader;
  EXPECT_THAT(reader.read("\xe6\x9d"), IsEmpty());
  EXPECT_THAT(reader.read("\xb1"), ElementsAre(Key{Kind::kText, "\xe6\x9d\xb1"}));
}

TEST(Keys, ThoseOfALineAreKnown) {
  EXPECT_THAT(read("\r"), ElementsAre(Key{Kind::kEnter}));
  EXPECT_THAT(read("\n"), ElementsAre(Key{Kind::kEnter}));
  EXPECT_THAT(read("\x7f\b"), ElementsAre(Key{Kind::kBackspace}, Key{Kind::kBackspace}));
  EXPECT_THAT(read("\x15\x17\x0c"),
              ElementsAre(Key{Kind::kEraseLine}, Key{Kind::kEraseWord}, Key{Kind::kRedraw}));
}

TEST(Keys, SequencesOfArrowsAndPagesAreKnown) {
  EXPECT_THAT(
      read("\x1b[A\x1bOB\x1b[5~\x1b[6~"),
      ElementsAre(Key{Kind::kUp}, Key{Kind::kDown}, Key{Kind::kPageUp}, Key{Kind::kPageDown}));
  EXPECT_THAT(read("\x1b[H\x1b[4~\x1b[3~\x1bOP"),
              ElementsAre(Key{Kind::kHome}, Key{Kind::kEnd}, Key{Kind::kDelete}, Key{Kind::kHelp}));
}

TEST(Keys, ASequenceMayComeInPieces) {
  KeyReader reader;
  EXPECT_THAT(reader.read("\x1b[5"), IsEmpty());
  EXPECT_THAT(reader.read("~"), ElementsAre(Key{Kind::kPageUp}));
}

TEST(Keys, NulEscapeAndOtherControlsAreNothing) {
  EXPECT_THAT(read(std::string_view("\0\x02\x04\x09\x13\x1a\x1c", 7)), IsEmpty());
  KeyReader reader;
  EXPECT_THAT(reader.read("\x1b"), IsEmpty());
  // The escape was the key: what is typed next is text.
  EXPECT_THAT(reader.read("y"), ElementsAre(Key{Kind::kText, "y"}));
}

TEST(Keys, UnknownSequencesAreSwallowedWhole) {
  EXPECT_THAT(read("\x1b[200~a\x1b[?1;2c\x1b[1;5Ab"),
              ElementsAre(Key{Kind::kText, "a"}, Key{Kind::kText, "b"}));
}

TEST(Keys, ASequenceWithoutAnEndSwallowsNoLine) {
  const std::vector<Key> keys = read("\x1b[" + std::string(40, '1') + "\r");
  ASSERT_FALSE(keys.empty());
  EXPECT_EQ(keys.back(), Key{Kind::kEnter});
}

TEST(Keys, WhatDoesNotShowAsItIsIsNoText) {
  EXPECT_THAT(read("\xe2\x80\xae"), IsEmpty());  // turns the direction of writing
  EXPECT_THAT(read("\xc2\x9b"), IsEmpty());      // a control sequence in one character
  EXPECT_THAT(read("\xff\xfe\x80"), IsEmpty());  // no UTF-8
  EXPECT_THAT(read("\xc0\xaf"
                   "a"),
              ElementsAre(Key{Kind::kText, "a"}));
}

TEST(Keys, ACharacterThatIsCutOffIsDropped) {
  EXPECT_THAT(read("\xe6\x9d"
                   "a"),
              ElementsAre(Key{Kind::kText, "a"}));
  EXPECT_THAT(read("\xe6\x9d\r\xb1"), ElementsAre(Key{Kind::kEnter}));
}

}  // namespace keys_test
}  // namespace pyx::ceremony::screen
