// A plan as people read it: who is needed, what lies where, and every step with its words.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ceremony/planning/people.h"
#include "ceremony/planning/plan.h"

namespace pyx::ceremony::planning {

// "5 min", "1 h 30 min"
std::string in_hours(Duration length);
// Roles, things, and what was assumed of the parameters.
std::string heading_of(const Plan& plan, const Values& values, std::span<const Participant> people);
// The steps by section, each with the time at which it begins if all goes as planned.
std::string steps_of(const Plan& plan, const Values& values);
// "open: vault-bag", "propose: key.generate of seed and answer": what a step does, in short.
std::string deed_of(const Step& step);

}  // namespace pyx::ceremony::planning
