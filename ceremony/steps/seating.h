// Who decides for which seat of a quorum.
#pragma once

#include <map>
#include <span>
#include <string>

#include "policies/policy.h"

namespace pyx::ceremony::steps {

// A seat for each of `people`, by their roles in the policy, so that as many seats are filled as
// can be; who finds none is not in it. Pure.
std::map<std::string, std::string> seats_for(const policies::Policy& policy,
                                             const policies::QuorumRule& rule,
                                             std::span<const std::string> people);

}  // namespace pyx::ceremony::steps
