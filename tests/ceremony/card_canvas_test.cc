#include "ceremony/card_canvas.h"

#include "tests/ceremony/drawn_card.h"

namespace pyx::ceremony {
namespace card_canvas_test {

using pyx::testing::DrawnCard;
using pyx::testing::FailsSaying;
using pyx::testing::into;
using pyx::testing::IsOk;
using ::testing::HasSubstr;

const CardCanvas::Sheet kSheet{200, 100, "a title", Time(std::chrono::hours(24))};
constexpr Pen kPlain{Face::kPlain, 10};

TEST(CardCanvas, WritesAPdfOfItsSizeWithItsTextAndFontsInIt) {
  Bytes pdf;
  CardCanvas canvas(kSheet, into(pdf));
  canvas.text(10, 20, kPlain, "one two");
  canvas.text(190, 40, {Face::kMono, 10, Align::kRight}, "three");
  ASSERT_THAT(canvas.finish(), IsOk());
  const DrawnCard drawn(pdf);
  EXPECT_THAT(drawn.text(), HasSubstr("one two"));
  EXPECT_THAT(drawn.text(), HasSubstr("three"));
  EXPECT_THAT(drawn.about(), HasSubstr("200 x 100 pts"));
  EXPECT_THAT(drawn.about(), HasSubstr("a title"));
  EXPECT_THAT(drawn.about(), HasSubstr("1970"));     // the time that was given, no clock's
  EXPECT_THAT(drawn.fonts(), HasSubstr("yes yes"));  // embedded, subset
}

TEST(CardCanvas, DrawsWhereItIsTold) {
  Bytes pdf;
  CardCanvas canvas(kSheet, into(pdf));
  canvas.fill(50, 20, 10, 10);
  canvas.rule(100, 150, 60, 2);
  ASSERT_THAT(canvas.finish(), IsOk());
  const auto picture = DrawnCard(pdf).picture();
  ASSERT_EQ(picture.width, 200U);
  ASSERT_EQ(picture.height, 100U);
  for (unsigned y = 0; y < 100; ++y) {
    for (unsigned x = 0; x < 200; ++x) {
      const bool square = x >= 50 && x < 60 && y >= 20 && y < 30;
      const bool rule = x >= 100 && x < 150 && y >= 59 && y < 61;
      EXPECT_EQ(picture.is_light(x, y), !square && !rule) << x << " " << y;
    }
  }
}

TEST(CardCanvas, DrawsInTheInkAndOnThePageThatItIsTold) {
  Bytes pdf;
  CardCanvas canvas(kSheet, into(pdf));
  canvas.ink({1, 1, 1});
  canvas.fill(0, 0, 200, 100);
  canvas.next_page();
  canvas.ink({});
  canvas.text(10, 20, {Face::kSerifBold, 10}, "second");
  ASSERT_THAT(canvas.finish(), IsOk());
  const DrawnCard drawn(pdf);
  EXPECT_THAT(drawn.about(), HasSubstr("Pages:           2"));
  EXPECT_THAT(drawn.text(), HasSubstr("second"));
  EXPECT_THAT(drawn.fonts(), HasSubstr("DejaVuSerif-Bold"));
  for (const std::uint8_t point : drawn.picture().grey) EXPECT_GT(point, 250);
}

TEST(CardCanvas, ATextOnTheRightEndsThere) {
  Bytes pdf;
  CardCanvas canvas(kSheet, into(pdf));
  canvas.text(150, 50, {Face::kBold, 20, Align::kRight}, "H");
  const double width = canvas.width_of({Face::kBold, 20}, "H");
  ASSERT_THAT(canvas.finish(), IsOk());
  EXPECT_GT(width, 10);
  EXPECT_LT(width, 20);
  const auto picture = DrawnCard(pdf).picture();
  bool drawn = false;
  for (unsigned y = 0; y < 100; ++y) {
    for (unsigned x = 0; x < 200; ++x) {
      if (picture.is_light(x, y)) continue;
      drawn = true;
      EXPECT_GE(x, 150 - static_cast<unsigned>(width) - 1);
      EXPECT_LT(x, 150U);
    }
  }
  EXPECT_TRUE(drawn);
}

// Trap 8: shares that come out of the printer mangled. A box in place of a letter is no letter.
TEST(CardCanvas, ALetterThatTheFontLacksIsAFailure) {
  Bytes pdf;
  CardCanvas canvas(kSheet, into(pdf));
  EXPECT_TRUE(canvas.has_letters(kPlain,
                                 "b\xc3\xb6"
                                 "b"));
  EXPECT_FALSE(canvas.has_letters(kPlain, "\xe9\x8a\x80\xe8\xa1\x8c"));  // a bank in Chinese
  EXPECT_FALSE(canvas.has_letters(kPlain, "\xff"));
  canvas.text(10, 20, kPlain, "\xe9\x8a\x80");
  EXPECT_THAT(canvas.finish(), FailsSaying(Code::kNotFound, "fonts-dejavu-core"));
}

TEST(CardCanvas, WhatTheSinkSaysIsPassedOn) {
  CardCanvas canvas(
      kSheet, [](ByteView) -> Result<void> { return error(Code::kStore, "the paper is out"); });
  canvas.text(10, 20, kPlain, "one");
  EXPECT_THAT(canvas.finish(), FailsSaying(Code::kStore, "the paper is out"));
}

}  // namespace card_canvas_test
}  // namespace pyx::ceremony
