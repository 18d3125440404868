#include "ceremony/running/resumption.h"

#include <utility>

#include "ceremony/cli/escape.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::running {
namespace {

using planning::Step;
using steps::Became;
using steps::Found;
using transcript::Kind;
using Names = std::vector<std::string>;

std::string_view to_text(Became became) {
  switch (became) {
    case Became::kDone:
      return "done";
    case Became::kNotDone:
      return "not-done";
    case Became::kUnknown:
      break;
  }
  return "unknown";
}

// Steps that are the transcript's own leave no other trace than their entries.
Found looked_at(Course& course, const Step& step, const Names& doers) {
  if (!steps::StepWork::knows(step.action))
    return {Became::kNotDone, "what was done of it stands in the transcript; the rest is done now"};
  const planning::Model before = course.book.model();
  auto found = course.work.look(step, before, doers, course.book);
  if (found) return *std::move(found);
  return {Became::kUnknown, "it cannot be looked at: " + escape_line(describe(found.error()))};
}

struct Decision {
  std::string word;
  Names people;
};

Result<Decision> decide(Course& course, const Step& step, const Found& found) {
  std::vector<Choice> choices = {
      {"continue", "it goes on: what is missing of it is done, and nothing else"},
      {"again", "it is begun once more, from its beginning"},
      {"stop", "no step is begun any more"}};
  // Whoever has come in, or left, cannot do so once more.
  if (!steps::StepWork::knows(step.action))
    std::erase_if(choices, [](const Choice& one) { return one.word == "again"; });
  Question question =
      choose("crash." + step.id, "what becomes of step " + step.id, std::move(choices));
  question.to_read = "the program ended while step " + step.id +
                     " was done\nlooked at: " + std::string(to_text(found.became)) + ", " +
                     found.because + "\n";
  PYX_ASSIGN(const std::string word, ask_choice(course, question));
  Question who;
  who.id = "crash." + step.id + ".people";
  who.text = "who has decided this";
  const Names allowed = course.book.standing().present();
  if (found.became == Became::kUnknown && allowed.size() < 2)
    return error(Code::kRefused,
                 "what is not known is decided by two people at least, and fewer are in the room");
  for (;;) {
    PYX_ASSIGN(Names people, ask_people(course, who, allowed));
    const bool enough = found.became != Became::kUnknown || people.size() >= 2;
    if (enough) return Decision{word, std::move(people)};
    course.guide.say("what is not known is decided by two people at least");
  }
}

// Nobody of the roster is in the room before the first arrival is written.
Result<void> see_who_is_here(Course& course, const Step& step, const Names& doers) {
  if (!course.book.standing().present().empty()) return {};
  Question question;
  question.id = "crash." + step.id + ".here";
  question.text = "who is here";
  PYX_ASSIGN(const Names here, ask_people(course, std::move(question), doers));
  for (const std::string& one : here) PYX_TRY(course.book.entry(Kind::kArrived, {{"person", one}}));
  return {};
}

}  // namespace

Result<void> reconcile(Course& course) {
  if (!course.book.standing().unreconciled()) return {};
  const Step step = *course.book.standing().open();
  const Names doers = course.book.standing().doers();
  show(course, Stage::kCrash, &step, doers);
  PYX_TRY(see_who_is_here(course, step, doers));
  const Found found = looked_at(course, step, doers);
  PYX_ASSIGN(const Decision decision, decide(course, step, found));
  return course.book.entry(Kind::kReconciled, {{"step", step.id},
                                               {"finding", std::string(to_text(found.became))},
                                               {"decision", decision.word},
                                               {"people", transcript::join_names(decision.people)},
                                               {"text", short_text(found.because)}});
}

}  // namespace pyx::ceremony::running
