#include "ceremony/report/pdf_table.h"

#include <functional>

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace pdf_table_test {

using pyx::testing::must;
using pyx::testing::read_pdf;
using ::testing::HasSubstr;

std::vector<std::string> drawn(const std::function<void(PageFlow&)>& draw) {
  Bytes pdf;
  must(draw_pages({}, pyx::testing::sink_into(pdf), draw));
  return read_pdf(pdf);
}

TEST(PdfTable, HasItsHeadsOnEachPage) {
  Table table{{{"First", 1}, {"Second", 3}}, {}};
  for (int i = 0; i < 90; ++i)
    table.rows.push_back({cell("row " + std::to_string(i)), cell("some words for the second")});
  const auto pages = drawn([&](PageFlow& to) { draw_table(to, table); });
  ASSERT_GE(pages.size(), 2U);
  for (const std::string& page : pages) EXPECT_THAT(page, HasSubstr("First Second"));
  EXPECT_THAT(pages.back(), HasSubstr("row 89"));
}

TEST(PdfTable, BreaksARowThatIsHigherThanAPage) {
  std::string text;
  for (int i = 0; i < 2500; ++i) text += "word" + std::to_string(i) + " ";
  const Table table{{{"No.", 1}, {"Text", 4}}, {{cell("1"), cell(text)}}};
  const auto pages = drawn([&](PageFlow& to) { draw_table(to, table); });
  ASSERT_GE(pages.size(), 2U);
  EXPECT_THAT(pages.front(), HasSubstr("word0 "));
  EXPECT_THAT(pages.back(), HasSubstr("word2499"));
}

TEST(PdfTable, KeepsARowTogether) {
  Table table{{{"A", 1}, {"B", 1}}, {}};
  const std::string ten = std::string(40, 'x') + " " + std::string(40, 'y');
  for (int i = 0; i < 60; ++i) table.rows.push_back({cell(ten), cell("n" + std::to_string(i))});
  for (const std::string& page : drawn([&](PageFlow& to) { draw_table(to, table); })) {
    std::size_t begun = 0;
    std::size_t ended = 0;
    for (std::size_t at = page.find("n"); at != std::string::npos; at = page.find("n", at + 1))
      begun += at + 1 < page.size() && page[at + 1] >= '0' && page[at + 1] <= '9' ? 1 : 0;
    for (const char c : page) ended += c == 'y' ? 1 : 0;
    EXPECT_EQ(ended, begun * 40);
  }
}

// Half an empty page in front of it would be no better.
TEST(PdfTable, ALongRowBeginsWhereThereIsRoomAndSaysOnTheNextPageWhatItIs) {
  Table table{{{"A", 1}, {"B", 3}}, {}};
  for (int i = 0; i < 30; ++i) table.rows.push_back({cell("short"), cell("x")});
  Cell lines;
  for (int i = 0; i < 40; ++i) lines.push_back(line("line" + std::to_string(i) + "."));
  table.rows.push_back({cell("the-long-one"), lines});
  const auto pages = drawn([&](PageFlow& to) { draw_table(to, table); });
  ASSERT_EQ(pages.size(), 2U);
  EXPECT_THAT(pages.front(), HasSubstr("line0."));
  EXPECT_THAT(pages.back(), HasSubstr("line39."));
  for (const std::string& page : pages) EXPECT_THAT(page, HasSubstr("the-long-one"));
}

TEST(PdfFacts, StandBesideTheirLabels) {
  const auto pages = drawn([](PageFlow& to) {
    draw_facts(to, {{"Key id", cell("0190")}, {"", cell("more")}}, PageFlow::kRight);
  });
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_THAT(pages.front(), HasSubstr("Key id 0190\nmore\n"));
}

}  // namespace pdf_table_test
}  // namespace pyx::ceremony::report
