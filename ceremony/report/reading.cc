#include "ceremony/report/reading.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ceremony/planning/people.h"
#include "ceremony/planning/plan_reader.h"
#include "ceremony/transcript/value_form.h"
#include "custody/evidence/verify.h"

namespace pyx::ceremony::report {
namespace {

using transcript::Entry;
using transcript::Kind;
using transcript::Level;

// The people whom the entries name, as a plan's parameters ask for them.
std::vector<planning::Participant> participants(const transcript::Transcript& of) {
  std::vector<planning::Participant> people;
  for (const Entry& entry : of.entries) {
    if (entry.kind == Kind::kPerson) {
      people.push_back(
          {entry.text("person"), entry.text("name"), transcript::names_in(entry.text("roles"))});
    }
  }
  return people;
}

planning::Values values_of(const planning::Plan& plan, const transcript::Transcript& of) {
  std::vector<std::pair<std::string, std::string>> given;
  for (const Entry& entry : of.entries) {
    if (entry.kind == Kind::kParameter) given.emplace_back(entry.text("name"), entry.text("value"));
  }
  planning::ValuesReading reading = planning::read_values(plan, given);
  planning::add_people_values(plan, participants(of), reading.values);
  return std::move(reading.values);
}

Level level_of(const transcript::Transcript& of) {
  Level level = Level::kSecret;
  for (const Entry& entry : of.entries) {
    for (const auto& [name, field] : entry.fields) {
      if (!entry.hides(name)) continue;
      const Level hidden = transcript::spec_of(entry.kind).field(name)->level;
      level = std::min(level, hidden == Level::kSecret ? Level::kRestricted : Level::kPublic);
    }
  }
  return level;
}

}  // namespace

Result<Reading> read(const std::filesystem::path& bundle, const transcript::Trust& trust) {
  PYX_ASSIGN(const transcript::Bundle held, transcript::read_bundle(bundle));
  Reading reading;
  reading.folder = bundle;
  reading.report = transcript::verify_bundle(held, trust);
  reading.transcript = transcript::read_transcript(held.transcript).transcript;
  reading.level = level_of(reading.transcript);
  if (sha256(held.plan) == reading.transcript.header.plan) {
    planning::PlanReading plan = planning::read_plan(held.plan, transcript::kPlanFile);
    if (plan.plan) reading.plan = std::make_shared<const planning::Plan>(*std::move(plan.plan));
  }
  if (reading.plan) reading.values = values_of(*reading.plan, reading.transcript);
  reading.steps = step_records(reading.transcript, reading.plan.get(), reading.values);
  if (reading.acceptable() && held.log) {
    PYX_ASSIGN(custody::Books books, custody::verified_books(*held.log, trust.root));
    reading.books = std::make_shared<const custody::Books>(std::move(books));
  }
  return reading;
}

}  // namespace pyx::ceremony::report
