// The part of a policy that says what coins there are: [[denomination]].
#pragma once

#include <cstddef>

#include "base/result.h"
#include "base/toml.h"
#include "policies/policy.h"

namespace pyx::policies {

inline constexpr std::size_t kMostDenominations = 256;

// Fills the denominations of `policy`, whose profiles are there already; there may be none. Errors:
// kBadInput with source:line:column.
Result<void> read_denominations(toml::Table& root, Policy& policy);

}  // namespace pyx::policies
