#include "ceremony/report/page_flow.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace page_flow_test {

using pyx::testing::must;
using pyx::testing::read_pdf;
using ::testing::HasSubstr;

Frame frame_of(std::vector<Band> bands = {}) {
  Frame frame;
  frame.head = "Report of a ceremony: " + std::string(200, 'M');
  frame.right = "clean with deviations";
  frame.bands = std::move(bands);
  frame.foot = "root of the transcript, 12 entries";
  frame.digest = sha256("root");
  return frame;
}
std::vector<std::string> drawn(const Frame& frame, std::size_t lines) {
  Bytes pdf;
  must(draw_pages(frame, pyx::testing::sink_into(pdf), [&](PageFlow& to) {
    for (std::size_t i = 0; i < lines; ++i)
      to.text(cell("line " + std::to_string(i)), PageFlow::kLeft, 300, {10});
  }));
  return read_pdf(pdf);
}

TEST(PageFlow, HasHeadFootDigestAndNumberOnEachPage) {
  const auto pages = drawn(frame_of(), 150);
  ASSERT_EQ(pages.size(), 3U);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_THAT(pages[i], HasSubstr("clean with deviations"));
    EXPECT_THAT(pages[i], HasSubstr(to_hex(sha256("root"))));
    EXPECT_THAT(pages[i], HasSubstr("page " + std::to_string(i + 1) + " of 3"));
  }
  EXPECT_THAT(pages[0], HasSubstr("line 0\n"));
  EXPECT_THAT(pages[2], HasSubstr("line 149\n"));
}

TEST(PageFlow, HasItsBandsTwiceOnEachPage) {
  const auto pages =
      drawn(frame_of({{Tone::kBad, "NOT ACCEPTABLE: x"}, {Tone::kCaution, "REHEARSAL: y"}}), 100);
  ASSERT_GE(pages.size(), 2U);
  for (const std::string& page : pages) {
    for (const std::string_view words : {"NOT ACCEPTABLE: x", "REHEARSAL: y"}) {
      const std::size_t first = page.find(words);
      ASSERT_NE(first, std::string::npos);
      EXPECT_NE(page.find(words, first + 1), std::string::npos);
    }
  }
}

TEST(PageFlow, TurnsThePageForWhatHasToStayTogether) {
  Bytes pdf;
  PageFlow flow(frame_of(), pyx::testing::sink_into(pdf));
  flow.need(10000);
  EXPECT_EQ(flow.page(), 1U) << "an empty page has as much as any";
  flow.down(flow.room() - 20);
  flow.need(20);
  EXPECT_EQ(flow.page(), 1U);
  flow.need(21);
  EXPECT_EQ(flow.page(), 2U);
  must(flow.finish());
}

TEST(PageFlow, IsTheSameEachTime) {
  const auto bytes = [] {
    Bytes pdf;
    must(draw_pages(frame_of(), pyx::testing::sink_into(pdf),
                    [](PageFlow& to) { to.text(cell("one"), 60, 100, {}); }));
    return pdf;
  };
  EXPECT_EQ(bytes(), bytes());
}

}  // namespace page_flow_test
}  // namespace pyx::ceremony::report
