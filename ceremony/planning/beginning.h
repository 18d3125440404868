// How a ceremony begins: who is there, what lies where, and whether these people can do it at all.
#pragma once

#include "ceremony/planning/model_state.h"
#include "ceremony/planning/people.h"
#include "ceremony/planning/plan.h"

namespace pyx::ceremony::planning {

// Precondition: every parameter has a value.
State first_state(const Plan& plan, const Values& values, std::span<const Participant> people);

// Roles with too few people, roles that must be apart, people parameters, quorums that can never
// form or that one person fills, shares that one person could open, and what the policy says
// otherwise.
Findings check_people(const Plan& plan, const Values& values, std::span<const Participant> people,
                      const policies::Policy* policy);

}  // namespace pyx::ceremony::planning
