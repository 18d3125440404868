// Where a rehearsal of a shipped plan is killed: its steps, in their order, and the points of each.
#pragma once

#include <string_view>
#include <vector>

#include "ceremony/planning/plan.h"
#include "tests/ceremony/running/killing_guide.h"

namespace pyx::ceremony::running::testing {

// At every step: begun, in the middle of what it does, asked, done and not written, written and not
// initialled; at each section and the end while they are signed, and once while it is decided what
// becomes of a step.
std::vector<Kill> every_kill(const planning::Plan& plan);
// Of all plans together each action is killed once, here those that fall to `plan`: each plan gets
// about as many. The points take turns.
std::vector<Kill> few_kills(std::string_view plan);

}  // namespace pyx::ceremony::running::testing
