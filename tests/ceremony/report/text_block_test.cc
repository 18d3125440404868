#include "ceremony/report/text_block.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace text_block_test {

using pyx::testing::must;

class TextBlock : public ::testing::Test {
 protected:
  std::vector<std::string> lines(const Cell& cell, double width) {
    std::vector<std::string> all;
    for (const BrokenLine& line : broken(canvas_, cell, width, {10})) {
      std::string text;
      for (const Piece& piece : line) {
        EXPECT_LE(piece.x + piece.width, width + 0.01) << piece.text;
        text += (text.empty() ? "" : "|") + piece.text;
      }
      all.push_back(text);
    }
    return all;
  }
  Bytes pdf_;
  CardCanvas canvas_{{400, 400, "", Time{}}, pyx::testing::sink_into(pdf_)};
};

TEST_F(TextBlock, BreaksBetweenWords) {
  const double width = canvas_.width_of({Face::kPlain, 10}, "one two") + 1;
  EXPECT_EQ(lines(cell("one two three four"), width),
            (std::vector<std::string>{"one two", "three", "four"}));
  EXPECT_EQ(lines(cell("one\ntwo\n"), 300), (std::vector<std::string>{"one two"}));
}

TEST_F(TextBlock, BreaksAWordThatIsTooLong) {
  const auto all = lines(cell(std::string(40, 'W')), 100);
  EXPECT_GT(all.size(), 3U);
  std::string joined;
  for (const std::string& line : all) joined += line;
  EXPECT_EQ(joined, std::string(40, 'W'));
  // Between two letters, not within one.
  std::string umlauts;
  for (int i = 0; i < 40; ++i) umlauts += "\xc3\xb6";
  for (const std::string& line : lines(cell(umlauts), 50)) EXPECT_EQ(line.size() % 2, 0U);
}

TEST_F(TextBlock, KeepsLooksApartOnOneLine) {
  Line mixed = line("serial ");
  mixed.push_back({"0123", Look::kCode});
  mixed.push_back({", model "});
  mixed.push_back({"hidden", Look::kHidden});
  const auto all = broken(canvas_, {mixed}, 300, {10});
  ASSERT_EQ(all.size(), 1U);
  ASSERT_EQ(all[0].size(), 4U);
  EXPECT_EQ(all[0][1].pen.face, Face::kMono);
  EXPECT_TRUE(all[0][3].boxed);
  for (std::size_t i = 1; i < 4; ++i)
    EXPECT_GE(all[0][i].x, all[0][i - 1].x + all[0][i - 1].width - 0.01);
}

TEST_F(TextBlock, IsShortenedBetweenLetters) {
  const Pen pen{Face::kPlain, 10};
  EXPECT_EQ(shortened(canvas_, pen, "one", 100), "one");
  std::string umlauts;
  for (int i = 0; i < 40; ++i) umlauts += "\xc3\xb6";
  const std::string cut = shortened(canvas_, pen, umlauts, 60);
  EXPECT_LE(canvas_.width_of(pen, cut), 60);
  EXPECT_TRUE(cut.ends_with("\xb6…"));
  EXPECT_EQ(cut.size() % 2, 1U) << "… has three bytes";
}

TEST_F(TextBlock, AnEmptyCellHasNoLineAndAnEmptyLineHasOne) {
  EXPECT_TRUE(broken(canvas_, {}, 100, {}).empty());
  EXPECT_EQ(broken(canvas_, {Line{}}, 100, {}).size(), 1U);
}

TEST_F(TextBlock, LettersThatTheFontLacksAreWrittenAsTheirNumbers) {
  const Pen pen{Face::kPlain, 10};
  EXPECT_EQ(drawable(canvas_, pen, "b\xc3\xb6"), "b\xc3\xb6");
  EXPECT_EQ(drawable(canvas_, pen, "\xe9\x8a\x80!"), "\\u9280!");
  EXPECT_EQ(drawable(canvas_, pen, "\xf0\x9f\x92\xb0"), "\\ud83d\\udcb0");
  EXPECT_EQ(drawable(canvas_, pen, "a\xe2\x80\xae"), "a\\u202e");
  lines(cell("\xe9\x8a\x80 bank"), 200);
  must(canvas_.finish());
}

}  // namespace text_block_test
}  // namespace pyx::ceremony::report
