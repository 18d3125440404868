// The seats of the plan's own quorums, and whether people fill them: one person, one seat.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ceremony/planning/people.h"
#include "ceremony/planning/plan.h"
#include "policies/policy.h"

namespace pyx::ceremony::planning {

// With the values of parameters; empty if the plan has no rule for the act.
std::vector<policies::Seats> seats_of(const Plan& plan, const Values& values,
                                      policies::ActType act);
unsigned sum_of(std::span<const policies::Seats> seats);

// Nothing if those people fill the seats, else what cannot be filled: "2 of officer". Their roles
// are the plan's.
std::string unfilled(std::span<const policies::Seats> seats, std::span<const Participant> everybody,
                     std::span<const std::string> ids);
// The same by the roles of a policy; a person it does not know fills none.
std::string unfilled(std::span<const policies::Seats> seats, const policies::Policy& policy,
                     std::span<const std::string> ids);

}  // namespace pyx::ceremony::planning
