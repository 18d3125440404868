// What was there before: a plan that brings a new vault to where another plan finds its own, with
// the keys, backups and PINs that this one says are there when it begins.
#pragma once

#include <string>

#include "ceremony/planning/plan.h"

namespace pyx::ceremony::running {

// As TOML. Its people and parameters are those of `plan`, its things are its own. It is done on a
// stage and proves nothing: what is there is looked at by the rehearsal itself.
std::string plan_before(const planning::Plan& plan, const planning::Values& values);
// The token of it on which backups are proven; of `plan` none is needed for that.
inline constexpr std::string_view kTokenBefore = "stage-proof";

}  // namespace pyx::ceremony::running
