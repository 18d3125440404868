// What people write about a ceremony: its plan and its site.

#include <memory>

#include "ceremony/planning/plan_check.h"
#include "ceremony/planning/plan_reader.h"
#include "ceremony/planning/script.h"
#include "ceremony/planning/site.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {
namespace {

namespace planning = ceremony::planning;

void point_at_their_places(const planning::Findings& findings) {
  must_hold(!findings.empty(), "what is refused has a reason");
  for (const planning::Finding& one : findings) {
    must_hold(one.at.line >= 1 && one.at.column >= 1, "a finding has a place");
    must_hold(!one.what.empty() && one.what.find('\n') == std::string::npos, "and one line");
  }
}

}  // namespace

// PLAN-CHECKED: whatever is read can be checked, shown and replayed to its end.
Outcome ceremony_plan(ByteView input) {
  planning::PlanReading reading = planning::read_plan(input, "plan.toml");
  if (!reading.plan) {
    point_at_their_places(reading.findings);
    return Outcome::kRefused;
  }
  must_hold(reading.findings.empty(), "a plan that is read has no finding");
  must_hold(reading.plan->digest == sha256(input), "the digest is that of the bytes");
  must_hold(reading.plan->length() <= reading.plan->longest, "it takes no longer than it says");
  const auto plan = std::make_shared<const planning::Plan>(std::move(*reading.plan));
  planning::ValuesReading values = planning::read_values(*plan, {});
  const auto people = planning::generated_people(*plan, values.values);
  planning::add_people_values(*plan, people, values.values);
  for (const planning::Finding& one : planning::check_plan(plan, values.values, people))
    must_hold(!one.what.empty(), "a finding says what it is");
  must_hold(!planning::steps_of(*plan, values.values).empty(), "it can be shown");
  return Outcome::kAccepted;
}

// SECRET-NEVER: what stands where a PIN's source stands may be the PIN.
Outcome ceremony_site(ByteView input) {
  const planning::SiteReading reading = planning::read_site(input, "site.toml");
  if (!reading.site) {
    point_at_their_places(reading.findings);
    return Outcome::kRefused;
  }
  must_hold(reading.site->digest == sha256(input), "the digest is that of the bytes");
  for (const planning::SiteToken& token : reading.site->tokens)
    must_hold(!token.uri.pin_source, "a token's URI has no PIN source");
  must_hold(reading.site->participants().size() == reading.site->people.size(), "all take part");
  return Outcome::kAccepted;
}

}  // namespace pyx::fuzz
