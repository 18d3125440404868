#include "ceremony/screen/drawing.h"

#include <gmock/gmock.h>

#include "tests/ceremony/screen/shown_moment.h"

namespace pyx::ceremony::screen {
namespace drawing_test {

using ::testing::HasSubstr;
using ::testing::Not;

Frame two_lines() {
  Frame frame;
  frame.lines = {{{"REHEARSAL", Style::kBanner}}, {{"0123456789"}}};
  frame.cursor = true;
  frame.cursor_row = 1;
  frame.cursor_column = 3;
  return frame;
}

TEST(Drawing, EachLineIsPlacedByItselfAndTheRestOfItErased) {
  EXPECT_EQ(drawn(two_lines(), {2, 10}, Colour::kNo),
            "\x1b[?25l\x1b[1;1H\x1b[1;7mREHEARSAL\x1b[0m\x1b[K\x1b[2;1H0123456789"
            "\x1b[2;4H\x1b[?25h");
}

TEST(Drawing, WithoutColoursThereIsNone) {
  for (const bool rehearsal : {true, false}) {
    View view = testing::shown_view();
    view.moment.rehearsal = rehearsal;
    const std::string bytes = drawn(frame_of(view, {}), {}, Colour::kNo);
    for (const char* colour : {";3", "[3", ";4", "[4"}) {
      for (const char* number : {"0m", "1m", "3m", "6m"})
        EXPECT_THAT(bytes, Not(HasSubstr(std::string(colour) + number)));
    }
    EXPECT_THAT(drawn(frame_of(view, {}), {}, Colour::kYes),
                HasSubstr(rehearsal ? ";43m" : ";36m"));
  }
}

TEST(Drawing, NoMoreRowsAreDrawnThanThereAre) {
  EXPECT_THAT(drawn(two_lines(), {1, 10}, Colour::kNo), Not(HasSubstr("\x1b[2;1H")));
}

TEST(Drawing, WhereNothingIsTypedThereIsNoCursor) {
  Frame frame = two_lines();
  frame.cursor = false;
  EXPECT_THAT(drawn(frame, {2, 10}, Colour::kNo), Not(HasSubstr("\x1b[?25h")));
}

}  // namespace drawing_test
}  // namespace pyx::ceremony::screen
