// The policy of a rehearsal's vault, made of what the plan needs: its people, its rules, profiles
// of its keys, its denominations.
#pragma once

#include <map>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/public_key.h"
#include "ceremony/planning/people.h"

namespace pyx::ceremony::running {

using PeopleKeys = std::map<std::string, PublicKey, std::less<>>;

struct PolicyAsk {
  const planning::Plan& plan;
  const planning::Values& values;
  std::span<const planning::Participant> people;
  const PeopleKeys& keys;
  Time now{};
};
// Of a plan that founds its vault the first one, otherwise the one that is in force before.
std::string rehearsal_policy(const PolicyAsk& ask);
// The one that the plan's `policy.change` brings; empty if it has no such step.
std::string rehearsal_new_policy(const PolicyAsk& ask);

// What the plan's `budget.set` sets, with room for anything; empty if it has no such step.
std::string rehearsal_budgets(const planning::Plan& plan);

// Seats of the plan's first rule that one kind of people fills, for acts that have no rule of their
// own: "2 of officer". "2 of operator" if there is no rule.
std::string usual_seats(const planning::Plan& plan, const planning::Values& values);
// Roles that propose acts in the plan.
std::vector<std::string> proposing_roles(const planning::Plan& plan);

}  // namespace pyx::ceremony::running
