#include "ceremony/running/attendance.h"

#include <algorithm>
#include <span>
#include <utility>

#include "ceremony/planning/plan_check.h"
#include "ceremony/transcript/roster.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::running {
namespace {

using planning::Action;
using transcript::Kind;
using Names = std::vector<std::string>;

}  // namespace

std::vector<std::string> two_of_the_room(const Course& course) {
  Names two = course.book.standing().present_with(transcript::kWitness);
  for (const std::string& one : course.book.standing().present()) {
    if (std::ranges::find(two, one) == two.end()) two.push_back(one);
  }
  if (two.size() > 2) two.resize(2);
  return two;
}

std::vector<std::string> cannot_be_done(const Course& course) {
  const auto& steps = course.book.plan().steps;
  const std::size_t behind = course.book.standing().steps_behind();
  std::vector<std::string> sentences;
  for (const planning::Finding& one :
       planning::check_rest(course.book.model(), std::span(steps).subspan(behind))) {
    if (one.step.empty()) continue;
    sentences.push_back("step " + one.step + ": " + one.what);
  }
  return sentences;
}

Result<void> somebody_leaves(Course& course, const std::string& person) {
  const planning::Step step = course.book.walk().single_step(Action::kLeave, {person});
  if (const auto refusal = course.book.model().check(step, Names{person})) {
    course.guide.say(person + " may not leave now: " + refusal->what + "; " + refusal->advice);
    return {};
  }
  Question question;
  question.id = "left." + person;
  question.text = "why does " + person + " leave";
  question.person = person;
  PYX_ASSIGN(const std::string reason, course.guide.ask(question));
  const std::vector<std::string> before = cannot_be_done(course);
  PYX_TRY(course.book.entry(Kind::kLeft, {{"person", person}, {"reason", reason}}));
  bool told = false;
  for (const std::string& sentence : cannot_be_done(course)) {
    if (std::ranges::find(before, sentence) != before.end()) continue;
    course.guide.say("without " + person + ", " + sentence);
    told = true;
  }
  if (told)
    course.guide.say("an intermission lets everybody wait until " + person +
                     " or another is there");
  return {};
}

Result<void> somebody_comes(Course& course, const std::string& person) {
  PYX_TRY(course.book.entry(Kind::kArrived, {{"person", person}}));
  return identify(course, {person}, "came." + person);
}

Result<void> identify(Course& course, const Names& who, const std::string& id) {
  if (who.empty()) return {};
  const Names present = course.book.standing().present();
  Question question;
  question.id = id + ".identified-by";
  question.text = "which two people find that " + planning::listed(who) +
                  (who.size() == 1 ? " is who he says" : " are who they say");
  question.expected = planning::listed(two_of_the_room(course));
  for (;;) {
    PYX_ASSIGN(const Names two, ask_people(course, question, present));
    planning::Step step = course.book.walk().single_step(Action::kCheckIdentity, two);
    step.with["people"] = course.book.walk().who(who);
    const auto refusal = course.book.model().check(step, two);
    if (!refusal) {
      return course.book.entry(Kind::kIdentified, {{"people", transcript::join_names(two)},
                                                   {"who", transcript::join_names(who)}});
    }
    course.guide.say(refusal->what + "; " + refusal->advice);
  }
}

}  // namespace pyx::ceremony::running
