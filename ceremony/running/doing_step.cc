#include "ceremony/running/doing_step.h"

#include <algorithm>
#include <utility>

#include "base/crash_point.h"
#include "ceremony/running/signing.h"
#include "ceremony/running/watches.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::running {
namespace {

using planning::Action;
using planning::Step;
using transcript::Kind;
using Names = std::vector<std::string>;

bool comes_in(Action action) { return action == Action::kArrive || action == Action::kResume; }

Result<void> arrive(Course& course, const Names& doers) {
  for (const std::string& one : doers) {
    if (course.book.standing().is_present(one)) continue;
    PYX_TRY(course.book.entry(Kind::kArrived, {{"person", one}}));
  }
  return compare_watches(course);
}

// Once the transcript is signed people leave when they have signed its end: nobody can write that.
Result<void> leave(Course& course, const Names& doers) {
  if (course.book.standing().transcript_signed()) {
    course.guide.say("nobody leaves before the end is signed");
    return {};
  }
  for (const std::string& one : doers) {
    if (course.book.standing().is_present(one))
      PYX_TRY(course.book.entry(Kind::kLeft, {{"person", one}}));
  }
  return {};
}

std::string summary(const Course& course) {
  const Standing& standing = course.book.standing();
  std::string text = std::to_string(course.book.so_far().entries.size()) + " entries, " +
                     std::to_string(standing.steps_behind()) + " steps behind us, " +
                     std::to_string(standing.deviations().size()) + " deviations\n";
  for (const DeviationNow& one : standing.deviations()) {
    text += "  " + std::to_string(one.number) + " " + one.what + ", " + one.severity + ": " +
            one.text + "\n";
  }
  return text + "all of it: " + course.book.bundle().string() + "\n";
}

// Everybody says whether he agrees; the signatures are those of the section and of the end.
Result<void> agree_with_transcript(Course& course, const Step& step, const Names& doers) {
  for (const std::string& one : doers) {
    Question question =
        choose(step.id + ".agree." + one, one + " agrees with the transcript",
               {{"yes", "it is as I saw it"}, {"object", "I do not agree, and say why"}});
    question.person = one;
    question.to_read = summary(course);
    PYX_ASSIGN(const std::string answer, ask_choice(course, question));
    if (answer == "object") PYX_TRY(object(course, one, question.id));
  }
  return {};
}

Result<void> work_on(Course& course, const Step& step, const Names& doers) {
  switch (step.action) {
    case Action::kArrive:
      return arrive(course, doers);
    case Action::kLeave:
      return leave(course, doers);
    case Action::kResume:
      return {};
    case Action::kSignTranscript:
      return agree_with_transcript(course, step, doers);
    default:
      break;
  }
  // A copy: the step's own entries move the model.
  const planning::Model before = course.book.model();
  auto done = course.work.run(step, before, doers, course.people, course.book);
  course.people.leave_screen();
  return done;
}

}  // namespace

Result<Names> doers_of(Course& course, const Step& step) {
  Names expected = course.book.model().expected(step);
  if (!comes_in(step.action) || expected.empty()) return expected;
  Question question;
  question.id = step.id + ".here";
  question.text = "who is here";
  return ask_people(course, std::move(question), expected);
}

Result<void> do_step(Course& course, const Step& step, const Names& doers) {
  PYX_TRY(course.book.entry(Kind::kStepBegun,
                            {{"step", step.id}, {"people", transcript::join_names(doers)}}));
  crash_point(CrashPoint::kCeremonyStepBegun);
  return go_on_with_step(course, step, doers);
}

Result<void> go_on_with_step(Course& course, const Step& step, const Names& doers) {
  PYX_TRY(work_on(course, step, doers));
  crash_point(CrashPoint::kCeremonyStepWorked);
  PYX_TRY(course.book.entry(Kind::kStepDone, {{"step", step.id}}));
  crash_point(CrashPoint::kCeremonyStepDone);
  show(course, Stage::kInitials, &step, doers);
  return initial_steps(course);
}

}  // namespace pyx::ceremony::running
