#include "ceremony/running/scripted_guide.h"

#include <algorithm>
#include <utility>

namespace pyx::ceremony::running {
namespace {

constexpr std::string_view kExpected = "(expected)";

}  // namespace

Result<Answers> Answers::parse(std::string_view text, std::string_view source_name) {
  Answers answers;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = without_blanks(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t is = line.find('=');
    const std::string id(without_blanks(line.substr(0, is)));
    const auto wrong = [&](std::string_view what) {
      return error(Code::kBadInput, std::string(source_name) + ":" + std::to_string(number) + ": " +
                                        std::string(what));
    };
    if (is == std::string_view::npos || id.empty())
      return wrong("an answer is written: id = answer");
    const std::string answer(without_blanks(line.substr(is + 1)));
    if (answer.empty()) return wrong("there is no answer behind the =");
    if (!id.ends_with('*')) {
      answers.by_id_[id].push_back(answer);
    } else if (!answers.by_beginning_.emplace(id.substr(0, id.size() - 1), answer).second) {
      return wrong(id + " stands twice");
    }
  }
  return answers;
}

Answers Answers::expected() {
  Answers answers;
  answers.by_beginning_.emplace("", kExpected);
  return answers;
}

Result<std::string> Answers::take(const Question& question) {
  std::optional<std::string> answer;
  if (const auto found = by_id_.find(question.id);
      found != by_id_.end() && !found->second.empty()) {
    answer = found->second.front();
    found->second.pop_front();
  }
  std::size_t longest = 0;
  for (const auto& [beginning, text] : by_beginning_) {
    const bool fits = !answer && question.id.starts_with(beginning) && beginning.size() >= longest;
    if (!fits) continue;
    longest = beginning.size();
  }
  if (!answer) {
    const auto found = by_beginning_.find(question.id.substr(0, longest));
    if (found != by_beginning_.end()) answer = found->second;
  }
  if (!answer) {
    return error(Code::kAskPerson,
                 "there is no answer for the question " + question.id + ": " + question.text);
  }
  if (*answer == kExpected) answer = question.expected;
  if (answer->empty()) {
    return error(Code::kAskPerson,
                 "nothing is expected for the question " + question.id + ": " + question.text);
  }
  if (const auto good = check_answer(question, *answer); !good) {
    return error(Code::kBadInput, "the answer to " + question.id + ": " + good.error().message);
  }
  return *answer;
}

std::string rehearsed_answer(const Question& question) {
  if (!question.made_up.empty()) return question.made_up;
  if (!question.choices.empty() || !question.expected.empty()) return question.expected;
  // "seal-so.number.so-envelope.carol": of the thing and the person alone.
  const std::size_t what = question.id.find('.');
  const std::size_t of = what == std::string::npos ? what : question.id.find('.', what + 1);
  if (of == std::string::npos) return "as rehearsed";
  std::string answer = "rehearsal " + question.id.substr(of + 1);
  std::ranges::replace(answer, '.', ' ');
  return answer;
}

Result<std::string> ScriptedGuide::ask(const Question& question) {
  if (failed_) return *failed_;
  Question asked = question;
  if (unknown_ == Unknown::kIsMadeUp) asked.expected = rehearsed_answer(question);
  auto answer = answers_.take(asked);
  if (!answer) {
    failed_ = answer.error();
    return answer;
  }
  if (!question.to_read.empty()) display_.read(question.to_read);
  display_.say("? " + question.text + ": " + *answer);
  return answer;
}

}  // namespace pyx::ceremony::running
