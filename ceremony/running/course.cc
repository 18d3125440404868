#include "ceremony/running/course.h"

#include <algorithm>
#include <utility>

#include "ceremony/planning/finding.h"
#include "ceremony/running/moment.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::running {

void show(Course& course, Stage stage, const planning::Step* step,
          const std::vector<std::string>& doers) {
  course.guide.show(moment_of(course.book, stage, step, doers, course.clock.now()));
}

Question choose(std::string id, std::string text, std::vector<Choice> choices) {
  Question question;
  question.id = std::move(id);
  question.text = std::move(text);
  question.expected = choices.front().word;
  question.choices = std::move(choices);
  return question;
}

Result<std::string> ask_choice(Course& course, const Question& question) {
  return course.guide.ask(question);
}

std::string short_text(std::string_view text) {
  constexpr std::size_t kMost = 400;
  constexpr unsigned kTopBits = 0xC0;
  constexpr unsigned kWithinCharacter = 0x80;  // of UTF-8
  std::size_t size = std::min(text.size(), kMost);
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & kTopBits) == kWithinCharacter)
    --size;
  std::string shown(text.substr(0, size));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return shown.empty() ? "nothing is known" : shown;
}

Result<std::vector<std::string>> people_in(std::string_view text,
                                           const std::vector<std::string>& allowed) {
  if (text == "all") return allowed;
  std::vector<std::string> people;
  while (true) {
    const std::size_t begin = text.find_first_not_of(", ");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(", "), text.size());
    const std::string one(text.substr(0, end));
    text.remove_prefix(end);
    if (std::ranges::find(allowed, one) == allowed.end())
      return error(Code::kBadInput, one + " is none of " + planning::listed(allowed));
    if (std::ranges::find(people, one) == people.end()) people.push_back(one);
  }
  if (people.empty())
    return error(Code::kBadInput, "name at least one of " + planning::listed(allowed));
  return people;
}

Result<std::vector<std::string>> ask_people(Course& course, Question question,
                                            const std::vector<std::string>& allowed) {
  if (question.expected.empty()) {
    question.expected = planning::listed(allowed);
    question.text += ": names, or all";
  }
  for (;;) {
    PYX_ASSIGN(const std::string answer, course.guide.ask(question));
    auto people = people_in(answer, allowed);
    if (people) return people;
    course.guide.say(people.error().message);
  }
}

}  // namespace pyx::ceremony::running
