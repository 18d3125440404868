#include "ceremony/cli/escape.h"

#include <gmock/gmock.h>

#include <string>

namespace pyx::ceremony {
namespace escape_test {

TEST(Escape, LeavesWhatShowsAsItIs) {
  EXPECT_EQ(escape_line("plain, \xC3\xBC \xE2\x82\xAC \xF0\x9F\x94\x91"),
            "plain, \xC3\xBC \xE2\x82\xAC \xF0\x9F\x94\x91");
}

TEST(Escape, ShowsControlCharacters) {
  EXPECT_EQ(escape_line("a\x1b[2Jb\r\x07\x7f"), "a\\u001b[2Jb\\u000d\\u0007\\u007f");
  EXPECT_EQ(escape_line(std::string_view("\0", 1)), "\\u0000");
  EXPECT_EQ(escape_line("\xC2\x9B"), "\\u009b");  // CSI in one character
}

TEST(Escape, ShowsWhatTurnsOrHidesText) {
  EXPECT_EQ(escape_line("\xE2\x80\xAE"), "\\u202e");             // right-to-left override
  EXPECT_EQ(escape_line("\xE2\x81\xA6"), "\\u2066");             // left-to-right isolate
  EXPECT_EQ(escape_line("\xE2\x80\x8B"), "\\u200b");             // zero width space
  EXPECT_EQ(escape_line("\xEF\xBB\xBF"), "\\ufeff");             // byte order mark
  EXPECT_EQ(escape_line("\xF3\xA0\x81\x81"), "\\udb40\\udc41");  // tag letter
}

TEST(Escape, KeepsNewlinesInLinesOnly) {
  EXPECT_EQ(escape_line("a\nb"), "a\\u000ab");
  EXPECT_EQ(escape_lines("a\nb\n"), "a\nb\n");
  EXPECT_EQ(escape_lines("a\tb"), "a\\u0009b");
}

TEST(Escape, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(escape_line("\xFF\x80"), "\\xff\\x80");
  EXPECT_EQ(escape_line("\xC0\xAF"), "\\xc0\\xaf");                    // overlong
  EXPECT_EQ(escape_line("\xED\xA0\x80"), "\\xed\\xa0\\x80");           // surrogate
  EXPECT_EQ(escape_line("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // past the last
  EXPECT_EQ(escape_line("\xE2\x82"), "\\xe2\\x82");                    // cut short
}

}  // namespace escape_test
}  // namespace pyx::ceremony
