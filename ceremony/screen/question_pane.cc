#include "ceremony/screen/question_pane.h"

#include <algorithm>
#include <utility>

#include "ceremony/cli/escape.h"
#include "ceremony/screen/cell_width.h"

namespace pyx::ceremony::screen {
namespace {

using running::Choice;
using running::Question;

constexpr std::size_t kFewChoices = 4;  // are told with what they mean
constexpr std::string_view kPrompt = "> ";
constexpr std::string_view kRehearsalPrompt = "rehearsal> ";
constexpr std::string_view kNarrowRehearsalPrompt = "R> ";
constexpr std::size_t kNarrow = 24;

Lines few(const Question& question, std::size_t columns) {
  const bool enter = running::takes_enter(question);
  Lines lines;
  for (const Choice& one : question.choices) {
    const bool expected = enter && one.word == question.expected;
    append(lines, paragraph((expected ? "  Enter, or " : "  ") + one.word + ": " + one.text,
                            columns, expected ? Style::kStrong : Style::kPlain));
  }
  return lines;
}

Lines choices_of(const Question& question, std::size_t columns) {
  const bool enter = running::takes_enter(question);
  const bool is_choice = running::choice_of(question, question.expected) != nullptr;
  if (question.choices.size() <= kFewChoices && is_choice) return few(question, columns);
  Lines lines;
  if (enter) lines = paragraph("  Enter: " + question.expected, columns, Style::kStrong);
  if (question.choices.size() <= kFewChoices) {
    append(lines, few(question, columns));
    return lines;
  }
  std::string words;
  for (const Choice& one : question.choices) {
    if (enter && one.word == question.expected) continue;
    words += (words.empty() ? "" : ", ") + one.word;
  }
  append(lines,
         paragraph("  " + std::string(enter ? "or: " : "") + words + "; ? tells what they mean",
                   columns, Style::kPale));
  return lines;
}

}  // namespace

QuestionPane question_pane(const View& view, std::size_t columns) {
  if (!view.question) return {paragraph("it is being done", columns, Style::kPale), {}};
  const Question& question = *view.question;
  QuestionPane pane;
  pane.question = paragraph(running::text_of(question) + "?", columns, Style::kStrong);
  pane.choices = view.complaint.empty() ? choices_of(question, columns)
                                        : paragraph(view.complaint, columns, Style::kAlarm);
  return pane;
}

TypedLine typed_line(const View& view, std::size_t columns) {
  const std::string_view of_rehearsal =
      columns < kNarrow ? kNarrowRehearsalPrompt : kRehearsalPrompt;
  const std::string_view prompt = view.moment.rehearsal ? of_rehearsal : kPrompt;
  TypedLine typed;
  typed.line = fitted(
      {{std::string(prompt), view.moment.rehearsal ? Style::kAlarm : Style::kStrong}}, columns);
  const std::size_t of_prompt = columns_of(typed.line);
  const std::size_t room = columns - of_prompt;
  std::string_view shown = view.answer;
  std::size_t in_front = columns_of(shown.substr(0, view.cursor));
  // From the left goes what has no room, until the cursor has its place.
  while (in_front > 0 && in_front + 1 > room) {
    const std::size_t bytes = character_bytes(shown);
    in_front -= columns_of(shown.substr(0, bytes));
    shown.remove_prefix(bytes);
  }
  typed.line.push_back({std::string(cut_to(shown, room)), Style::kPlain});
  typed.cursor_column = std::min(of_prompt + in_front, columns > 0 ? columns - 1 : 0);
  return typed;
}

std::string help_of(const Question& question) {
  std::string text;
  for (const Choice& one : question.choices) text += one.word + ": " + one.text + "\n";
  if (running::takes_enter(question)) text += "Enter: " + question.expected + "\n";
  return text +
         "\n"
         "An answer is typed and sent with Enter; in the line, the arrows, Home, End, Backspace,\n"
         "Delete, Ctrl-U (all of it) and Ctrl-W (a word).\n"
         "Page up, page down and the arrows up and down turn what is above; so does Enter on an\n"
         "empty line, where there is more to read.\n"
         "Ctrl-L draws the screen anew. Ctrl-C ends the program: a crash, after which\n"
         "pyx ceremony resume goes on.\n";
}

}  // namespace pyx::ceremony::screen
