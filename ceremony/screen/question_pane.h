// The question at the foot of the screen: its text, its choices, the line that is typed.
#pragma once

#include "ceremony/screen/view.h"

namespace pyx::ceremony::screen {

// Without the line that is typed. Two blocks, so that the second can be left out: the question
// itself, and its choices.
struct QuestionPane {
  Lines question;
  Lines choices;
};
QuestionPane question_pane(const View& view, std::size_t columns);

// "rehearsal> bag 17", as much of it as fits around the cursor.
struct TypedLine {
  Line line;
  std::size_t cursor_column = 0;
};
TypedLine typed_line(const View& view, std::size_t columns);

// What choices and keys mean; lines.
std::string help_of(const running::Question& question);

}  // namespace pyx::ceremony::screen
