// Whether what a plan names is there, stands once, and comes in an order that can be.
#pragma once

#include "ceremony/planning/gather.h"
#include "ceremony/planning/plan.h"

namespace pyx::ceremony::planning {

void check_references(const Plan& plan, Gather& gather);

}  // namespace pyx::ceremony::planning
