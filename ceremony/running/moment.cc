#include "ceremony/running/moment.h"

#include <algorithm>

#include "ceremony/planning/script.h"

namespace pyx::ceremony::running {
namespace {

using planning::Plan;
using planning::Step;

void put_plan(const Book& book, Moment& moment) {
  const Plan& plan = book.plan();
  moment.title = plan.title;
  moment.ceremony = book.header().ceremony.text();
  moment.rehearsal = book.header().mode == transcript::Mode::kRehearsal;
  moment.sections = plan.sections.size();
  moment.steps = plan.steps.size();
  moment.planned = plan.length();
}

void put_section(const Book& book, const std::string& id, Moment& moment) {
  const auto& sections = book.plan().sections;
  const auto found = std::ranges::find(sections, id, &planning::Section::id);
  if (found == sections.end()) return;
  moment.section = id;
  moment.section_title = found->title;
  moment.section_number = static_cast<std::size_t>(found - sections.begin()) + 1;
}

void put_step(const Book& book, const Step& step, Moment& moment) {
  const auto& steps = book.plan().steps;
  const planning::Values& values = book.model().values();
  const auto found = std::ranges::find(steps, step.id, &Step::id);
  moment.step = step.id;
  moment.step_title = values.fill(step.title);
  moment.deed = values.fill(planning::deed_of(step));
  moment.say = values.fill(step.say);
  moment.evidence = values.fill(step.evidence);
  moment.command = spec_of(step.action).command;
  moment.step_planned = std::chrono::minutes(step.minutes);
  if (found == steps.end()) return;
  moment.step_number = static_cast<std::size_t>(found - steps.begin()) + 1;
  if (found + 1 == steps.end()) return;
  moment.next = values.fill((found + 1)->title);
  moment.next_doers = planning::people_named((found + 1)->who, values, book.model().people());
}

void put_room(const Book& book, const std::vector<std::string>& doers, Moment& moment) {
  for (const transcript::RosterPerson& one : book.standing().roster().people()) {
    if (!one.present) continue;
    const auto known = book.model().state().people.find(one.id);
    PersonHere here{one.id, one.name, one.roles};
    here.identified = known != book.model().state().people.end() && known->second.identified;
    here.acts = std::ranges::find(doers, one.id) != doers.end();
    moment.room.push_back(std::move(here));
  }
  for (const DeviationNow& one : book.standing().deviations())
    moment.deviations.push_back({one.number, one.what, one.severity, one.text});
}

}  // namespace

Moment moment_of(const Book& book, Stage stage, const Step* step,
                 const std::vector<std::string>& doers, Time now) {
  const Standing& standing = book.standing();
  Moment moment;
  moment.stage = stage;
  put_plan(book, moment);
  const auto& steps = book.plan().steps;
  for (std::size_t i = 0; i < standing.steps_behind(); ++i)
    moment.planned_done += std::chrono::minutes(steps[i].minutes);
  if (step != nullptr) {
    put_section(book, step->section, moment);
    put_step(book, *step, moment);
  } else if (standing.unsigned_section()) {
    put_section(book, *standing.unsigned_section(), moment);
  }
  moment.doers = doers;
  moment.now = now;
  moment.begun = standing.begun();
  moment.step_begun = standing.since();
  moment.away = standing.away_for();
  put_room(book, doers, moment);
  return moment;
}

}  // namespace pyx::ceremony::running
