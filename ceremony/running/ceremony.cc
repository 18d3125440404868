#include "ceremony/running/ceremony.h"

#include <utility>

#include "ceremony/running/course.h"
#include "ceremony/running/deviating.h"
#include "ceremony/running/ending_up.h"
#include "ceremony/running/resumption.h"

namespace pyx::ceremony::running {
namespace {

enum class Begun { kNow, kBefore };

Result<void> tell_bad_checks(Course& course, const std::vector<Check>& checks) {
  for (const Check& one : checks) {
    if (one.good) continue;
    PYX_TRY(deviate(course, {"preflight." + one.name, one.deviation, "major",
                             "preflight, " + one.name + ": " + one.text}));
  }
  return {};
}

// What came from no person is no person's word: the record says so.
Result<void> note_answers(Course& course, const std::string& answers) {
  if (answers.empty() || course.book.header().mode == transcript::Mode::kRehearsal) return {};
  return course.book.entry(transcript::Kind::kNote,
                           {{"text", "answers of this run come from a file, SHA-256 " + answers}});
}

Result<Ending> go_on(Course& course, Begun begun, const std::vector<Check>& checks) {
  if (begun == Begun::kNow) {
    PYX_TRY(tell_bad_checks(course, checks));
  } else {
    PYX_TRY(reconcile(course));
  }
  return run_on(course);
}

Result<CeremonyEnd> hold(const CeremonyAsk& ask, Begun begun, Context& context, Guide& guide) {
  PYX_ASSIGN(const PlanAtSite at, read_plan_at_site(ask.plan, ask.judged));
  KeyRing keys(*at.file.site, at.site_folder, guide, context.output);
  RoomPeople people(guide, keys, ask.screen);
  std::vector<Check> checks;
  PYX_ASSIGN(Book book, begun == Begun::kNow
                            ? open_book(at, ask.mode, ask.bundle, keys, context, guide, checks)
                            : reopen_book(at, ask.bundle, context));
  people.know(book.standing().roster());
  steps::StepWork work({context, *at.file.site, at.site_folder, ask.bundle});
  Course course{book,
                guide,
                keys,
                people,
                work,
                *at.file.site,
                context.clock,
                context.clock.now(),
                context.clock.passed()};
  CeremonyEnd end;
  end.bundle = ask.bundle;
  PYX_TRY(note_answers(course, ask.answers));
  PYX_ASSIGN(end.ending, go_on(course, begun, checks));
  if (end.ending == Ending::kInterrupted) return end;
  PYX_ASSIGN(end.report, verdict_of(book));
  return end;
}

}  // namespace

Result<CeremonyEnd> hold_ceremony(const CeremonyAsk& ask, Context& context, Guide& guide) {
  return hold(ask, Begun::kNow, context, guide);
}

Result<CeremonyEnd> take_up_ceremony(const CeremonyAsk& ask, Context& context, Guide& guide) {
  CeremonyAsk again = ask;
  // What the plan can do was judged when it began; its site may have changed since, by what was
  // done.
  again.judged = Judged::kNo;
  PYX_ASSIGN(again.plan.values, values_in(ask.bundle, *ask.plan.site));
  return hold(again, Begun::kBefore, context, guide);
}

}  // namespace pyx::ceremony::running
