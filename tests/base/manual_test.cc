#include "base/manual.h"

#include <gmock/gmock.h>

#include <array>

namespace pyx {
namespace manual_test {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ManualPage, BeginsWithItsNameAndHasNoDate) {
  const ManualPage page("pyx", 1, "a strongroom");
  EXPECT_THAT(page.text(), StartsWith(".TH \"PYX\" 1 \"\" \"Pyx "));
  EXPECT_THAT(page.text(), HasSubstr("\n.SH NAME\npyx \\- a strongroom\n"));
}

TEST(ManualPage, ShowsWhatRoffWouldTakeForItsOwn) {
  ManualPage page("x", 1, "y");
  page.paragraph(".so /etc/passwd\n'br\na\\fBb -- `c` \"d\" ~^");
  EXPECT_THAT(page.text(), HasSubstr("\n.PP\n\\&.so /etc/passwd\n\\(aqbr\n"
                                     "a\\efBb \\-\\- \\(gac\\(ga \\(dqd\\(dq \\(ti\\(ha\n"));
}

TEST(ManualPage, ATermHasItsValueBesideIt) {
  ManualPage page("x", 1, "y");
  page.term("--id", "NAME", "who").term("--yes", "", "do not ask");
  EXPECT_THAT(page.text(), HasSubstr("\n.TP\n\\fB\\-\\-id\\fR \\fINAME\\fR\nwho\n"
                                     ".TP\n\\fB\\-\\-yes\\fR\ndo not ask\n"));
}

TEST(ManualPage, LinesStayAsTheyAre) {
  ManualPage page("x", 1, "y");
  page.heading("FILES").subheading("one \"two\"").lines("a\n\n  b\n");
  EXPECT_THAT(page.text(), HasSubstr("\n.SH \"FILES\"\n.SS \"one \\(dqtwo\\(dq\"\n"
                                     ".PP\n.nf\na\n\n  b\n.fi\n"));
}

TEST(ManualPage, NamesOtherPages) {
  ManualPage page("x", 1, "y");
  page.see_also(std::array<std::string_view, 2>{"pyxd(8)", "pyxd.toml(5)"});
  EXPECT_THAT(page.text(), HasSubstr("\n.SH \"SEE ALSO\"\n"
                                     "\\fBpyxd\\fR(8), \\fBpyxd.toml\\fR(5)\n"));
}

}  // namespace manual_test
}  // namespace pyx
