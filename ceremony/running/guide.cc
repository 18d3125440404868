#include "ceremony/running/guide.h"

#include <algorithm>
#include <array>

#include "ceremony/cli/escape.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::running {

std::string_view to_text(Stage stage) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "opening", "step", "initials", "section", "intermission", "crash", "end"};
  return kNames.at(static_cast<std::size_t>(stage));
}

std::string text_of(const Question& question) {
  const bool says_who =
      question.person.empty() || question.text.find(question.person) != std::string::npos;
  return says_who ? question.text : question.person + ": " + question.text;
}

bool takes_enter(const Question& question) {
  return question.enter_is_expected && !question.expected.empty();
}

std::string_view without_blanks(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = std::min(line.find_first_not_of(kBlanks), line.size());
  line.remove_prefix(begin);
  return line.substr(0, line.find_last_not_of(kBlanks) + 1);
}

const Choice* choice_of(const Question& question, std::string_view answer) {
  const auto found = std::ranges::find(question.choices, answer, &Choice::word);
  return found == question.choices.end() ? nullptr : &*found;
}

Result<void> check_answer(const Question& question, std::string_view answer) {
  if (!question.choices.empty()) {
    if (choice_of(question, answer) != nullptr) return {};
    std::string words;
    for (const Choice& one : question.choices) words += (words.empty() ? "" : ", ") + one.word;
    return error(Code::kBadInput, "the answer is one of: " + words);
  }
  if (answer.empty()) return error(Code::kBadInput, "there is no answer");
  if (answer.size() > kMostAnswerBytes)
    return error(Code::kBadInput,
                 "an answer has at most " + std::to_string(kMostAnswerBytes) + " bytes");
  // It goes into the transcript as it is.
  if (!transcript::has_form(transcript::Form::kText, answer) || escape_line(answer) != answer)
    return error(Code::kBadInput, "the answer holds something that does not show as it is");
  return {};
}

}  // namespace pyx::ceremony::running
