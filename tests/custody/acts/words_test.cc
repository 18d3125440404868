#include "custody/acts/words.h"

#include <gmock/gmock.h>

#include "base/hex.h"
#include "base/pgp_words.h"

namespace pyx::custody {
namespace words_test {

std::string shown(std::string_view value) {
  Words words;
  words.line("reason", value);
  const std::string before = "  reason:       ";
  EXPECT_TRUE(words.text().starts_with(before));
  EXPECT_TRUE(words.text().ends_with('\n'));
  return words.text().substr(before.size(), words.text().size() - before.size() - 1);
}

// ACT-SHOWN, trap 4: what is shown is not what is signed.
TEST(Words, ShowAControlCharacterAsItsByte) {
  EXPECT_EQ(shown("a\x1b[2Jb\tc\x7f"), "a\\x1b[2Jb\\x09c\\x7f");
  EXPECT_EQ(shown(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(shown("a\rb\bc"), "a\\x0db\\x08c");
  EXPECT_EQ(shown("\xC2\x9B"), "\\xc2\\x9b");  // CSI as one character
}
TEST(Words, ShowABidirectionalMarkAsItsBytes) {
  EXPECT_EQ(shown("a\xE2\x80\xAE"
                  "b"),
            "a\\xe2\\x80\\xaeb");                       // right-to-left override
  EXPECT_EQ(shown("\xE2\x81\xA6"), "\\xe2\\x81\\xa6");  // left-to-right isolate
  EXPECT_EQ(shown("\xD8\x9C"), "\\xd8\\x9c");           // Arabic letter mark
}
TEST(Words, ShowAnInvisibleCharacterAndALookAlikeAsTheirBytes) {
  EXPECT_EQ(shown("a\xE2\x80\x8B"
                  "b"),
            "a\\xe2\\x80\\x8bb");                                // zero width space
  EXPECT_EQ(shown("\xEF\xBB\xBF"), "\\xef\\xbb\\xbf");           // byte order mark
  EXPECT_EQ(shown("\xF3\xA0\x81\x81"), "\\xf3\\xa0\\x81\\x81");  // tag letter
  EXPECT_EQ(shown("\xD0\xB0lice"), "\\xd0\\xb0lice");            // Cyrillic
}
TEST(Words, ABackslashThatIsShownWasNotWrittenByTheSigner) {
  EXPECT_EQ(shown("a\\x1b"), "a\\x5cx1b");
  EXPECT_EQ(shown("plain ~ ! text"), "plain ~ ! text");
}
TEST(Words, ANewlineInAValueMakesNoLineOfItsOwn) {
  EXPECT_EQ(shown("x\n  digest: 00"), "x\\x0a  digest: 00");
}
TEST(Words, OfADigestAreHexAndWordsToReadAloud) {
  Words words;
  words.digest("policy", sha256("policy"));
  EXPECT_EQ(words.text(), "  policy:       " + to_hex(sha256("policy")) +
                              "\n    in words:   " + to_pgp_words(sha256("policy")) + "\n");
}
TEST(Words, OfAnotherStandMovedInBelowTheTitle) {
  Words inner;
  inner.title("generate a key");
  inner.line("name", "issuer");
  Words outer;
  outer.title("approve this act:");
  outer.block(inner.text());
  EXPECT_EQ(outer.text(), "approve this act:\n    generate a key\n      name:         issuer\n");
}

}  // namespace words_test
}  // namespace pyx::custody
