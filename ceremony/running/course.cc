#include "ceremony/running/course.h"

#include <algorithm>
#include <utility>

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

std::string listed(const std::vector<std::string>& people) {
  std::string all;
  for (const std::string& one : people) all += (all.empty() ? "" : ", ") + one;
  return all;
}

Result<std::vector<std::string>> people_in(std::string_view text,
                                           const std::vector<std::string>& allowed) {
  std::vector<std::string> people;
  while (true) {
    const std::size_t begin = text.find_first_not_of(", ");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(", "), text.size());
    const std::string one(text.substr(0, end));
    text.remove_prefix(end);
    if (std::ranges::find(allowed, one) == allowed.end())
      return error(Code::kBadInput, one + " is none of " + listed(allowed));
    if (std::ranges::find(people, one) == people.end()) people.push_back(one);
  }
  if (people.empty()) return error(Code::kBadInput, "name at least one of " + listed(allowed));
  return people;
}

Result<std::vector<std::string>> ask_people(Course& course, Question question,
                                            const std::vector<std::string>& allowed) {
  if (question.expected.empty()) question.expected = listed(allowed);
  for (;;) {
    PYX_ASSIGN(const std::string answer, course.guide.ask(question));
    auto people = people_in(answer, allowed);
    if (people) return people;
    course.guide.say(people.error().message);
  }
}

}  // namespace pyx::ceremony::running
