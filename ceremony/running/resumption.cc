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

// Who decides: the people in the room, or of those who were to come in the first of them.
Names deciders(const Course& course, const Names& doers) {
  const Names present = course.book.standing().present();
  return present.empty() ? doers : present;
}

Result<Decision> decide(Course& course, const Step& step, const Found& found, const Names& doers) {
  std::vector<Choice> choices = {
      {"continue", "it goes on: what is missing of it is done, and nothing else"},
      {"again", "it is begun once more, from its beginning"},
      {"stop", "no step is begun any more"}};
  Question question =
      choose("crash." + step.id, "what becomes of step " + step.id, std::move(choices));
  question.to_read = "the program ended while step " + step.id +
                     " was done\nlooked at: " + std::string(to_text(found.became)) + ", " +
                     found.because + "\n";
  PYX_ASSIGN(const std::string word, ask_choice(course, question));
  Question who;
  who.id = "crash." + step.id + ".people";
  who.text = "who has decided this";
  const Names allowed = deciders(course, doers);
  for (;;) {
    PYX_ASSIGN(Names people, ask_people(course, who, allowed));
    const bool enough = found.became != Became::kUnknown || people.size() >= 2;
    if (enough) return Decision{word, std::move(people)};
    course.guide.say("what is not known is decided by two people at least");
  }
}

std::string short_text(std::string text) {
  constexpr std::size_t kMost = 1000;
  if (text.size() > kMost) text.resize(kMost);
  return text;
}

}  // namespace

Result<void> reconcile(Course& course) {
  if (!course.book.standing().unreconciled()) return {};
  const Step step = *course.book.standing().open();
  const Names doers = course.book.standing().doers();
  show(course, Stage::kCrash, &step, doers);
  // Nobody of the roster is in the room before the first arrival is written.
  if (course.book.standing().present().empty()) {
    PYX_TRY(course.book.entry(Kind::kArrived, {{"person", doers.front()}}));
  }
  const Found found = looked_at(course, step, doers);
  PYX_ASSIGN(const Decision decision, decide(course, step, found, doers));
  return course.book.entry(
      Kind::kReconciled,
      {{"step", step.id},
       {"finding", std::string(to_text(found.became))},
       {"decision", decision.word},
       {"people", transcript::join_names(decision.people)},
       {"text", short_text(found.because.empty() ? "nothing was seen" : found.because)}});
}

}  // namespace pyx::ceremony::running
