#include "ceremony/report/palette.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace palette_test {

TEST(Palette, IsTheSameInBothForms) {
  EXPECT_EQ(hex_colour({0, 0, 0}), "#000000");
  EXPECT_EQ(hex_colour({1, 1, 1}), "#ffffff");
  EXPECT_EQ(hex_colour({0.5, 0.25, 0.1}), "#80401a");
}

TEST(Palette, TellsSectionsApartInTurn) {
  const auto of = [](unsigned section) {
    return hex_colour(ink_of(Stretch{Stretch::Kind::kStep, 0, 1, section}));
  };
  EXPECT_NE(of(0), of(1));
  EXPECT_EQ(of(0), of(2));
  EXPECT_NE(hex_colour(ink_of(Mark{Mark::Kind::kCrash, 0})),
            hex_colour(ink_of(Mark{Mark::Kind::kDeviation, 0})));
}

}  // namespace palette_test
}  // namespace pyx::ceremony::report
