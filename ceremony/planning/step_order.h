// Whether the steps of a plan stand in an order that can be, and take no more time than it says.
#pragma once

#include "ceremony/planning/gather.h"
#include "ceremony/planning/plan.h"

namespace pyx::ceremony::planning {

void check_order(const Plan& plan, Gather& gather);

}  // namespace pyx::ceremony::planning
