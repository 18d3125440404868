// What the screen shows, as plain values, and how it lies on so many rows and columns. Pure: the
// same view and size give the same frame.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "ceremony/running/guide.h"
#include "ceremony/screen/styled_text.h"

namespace pyx::ceremony::screen {

struct View {
  running::Moment moment;        // as of now
  std::deque<std::string> said;  // the newest last
  std::string to_read;           // lines; empty: nothing has to be read
  bool helps = false;            // what the choices and the keys mean stands in its place
  std::size_t first = 0;         // row of the middle part that stands at its top
  std::optional<running::Question> question;  // nothing: work is being done
  std::string answer;                         // as typed so far
  std::size_t cursor = 0;                     // byte of `answer` in front of which it stands
  std::string complaint;                      // why what was typed is no answer
};

// The rows of the middle part: of a text to be read, or of all about the step.
struct Scrolled {
  std::size_t first = 0;  // as shown: never beyond the end
  std::size_t shown = 0;
  std::size_t total = 0;
  bool at_end() const { return shown > 0 && first + shown >= total; }
};

struct Frame {
  Lines lines;  // one for each row, none wider than the screen
  std::size_t cursor_row = 0;
  std::size_t cursor_column = 0;
  bool cursor = false;  // shown: an answer is being typed
  Scrolled scrolled;
};

// Of any size; where there is no room for all of it, the first to go are what was said, rules, the
// bar and the times. REHEARSAL and the line that is typed are in every frame.
Frame frame_of(const View& view, Size size);

}  // namespace pyx::ceremony::screen
