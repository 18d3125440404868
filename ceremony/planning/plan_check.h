// A whole plan against the model: control PLAN-CHECKED.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ceremony/planning/model.h"

namespace pyx::ceremony::planning {

// Every step in order, each by the people whom it names, then the end. A step that is refused
// counts as done, so that what follows is judged for itself; what is refused for the same reason
// once more is not said again.
Findings check_plan(const std::shared_ptr<const Plan>& plan, const Values& values,
                    const std::vector<Participant>& people,
                    std::shared_ptr<const policies::Policy> policy = nullptr);

// The same of what is left, from a model in the middle of a ceremony: what would be refused if all
// went on as planned from here.
Findings check_rest(Model model, std::span<const Step> rest);

}  // namespace pyx::ceremony::planning
