#include "ceremony/report/html_text.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace html_text_test {

TEST(HtmlEscaped, LeavesNoCharacterThatMeansSomething) {
  EXPECT_EQ(html_escaped("a < b & c > \"d\" 'e'"),
            "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;");
  EXPECT_EQ(html_escaped("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
  EXPECT_EQ(html_escaped("&amp;"), "&amp;amp;");
  EXPECT_EQ(html_escaped("\xc3\xa9"), "\xc3\xa9");
}

// A name that turns the direction of writing, or that hides in nothing.
TEST(HtmlEscaped, ShowsWhatIsInvisible) {
  EXPECT_EQ(html_escaped("a\xe2\x80\xae"
                         "b"),
            "a\\u202eb");
  EXPECT_EQ(html_escaped("a\xe2\x80\x8b"
                         "b"),
            "a\\u200bb");
  EXPECT_EQ(html_escaped("a\x1b[2J"), "a\\u001b[2J");
  EXPECT_EQ(html_escaped("a\xff"), "a\\xff");
}

TEST(Html, EscapesTextAndAttributes) {
  Html page;
  page.open("p", {{"title", "\"><b>"}}).text("<i>").element("b", "&").close("p");
  page.single("col", {{"width", "5%"}});
  EXPECT_EQ(page.page(),
            "<p title=\"&quot;&gt;&lt;b&gt;\">&lt;i&gt;<b>&amp;</b></p>\n<col width=\"5%\"/>");
}

}  // namespace html_text_test
}  // namespace pyx::ceremony::report
