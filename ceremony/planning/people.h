// The people of one ceremony: those of a site, or generated ones for a check and a rehearsal.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ceremony/planning/plan.h"

namespace pyx::ceremony::planning {

struct Participant {
  std::string id;                  // as in the policy
  std::string name;                // "Alice Example"
  std::vector<std::string> roles;  // of the plan
  bool has_role(std::string_view role) const;
};

// As few as the plan allows, each in one role: "officer-1", "Officer 1"; 256 in all at most.
// `values` hold all parameters but those of people.
std::vector<Participant> generated_people(const Plan& plan, const Values& values);

// A value for each parameter: what was given, else the default; people without either are all who
// have the role. `given` is a list of name and text.
struct ValuesReading {
  Values values;
  Findings findings;  // unknown names, names given twice, values out of bounds, values missing
};
ValuesReading read_values(const Plan& plan,
                          std::span<const std::pair<std::string, std::string>> given);
// Adds the people parameters that have no value yet. Before it, read_values leaves them out.
void add_people_values(const Plan& plan, std::span<const Participant> people, Values& values);

// How many of a role there must be.
std::int64_t least_of(const Role& role, const Values& values);
// The ids of those whom a list of roles and people parameters names, each once, in the order of
// `people`.
std::vector<std::string> people_named(std::span<const std::string> names, const Values& values,
                                      std::span<const Participant> people);

}  // namespace pyx::ceremony::planning
