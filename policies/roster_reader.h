// The parts of a policy that say who the people are: roles, [[person]], [freeze].
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "base/toml.h"
#include "policies/policy.h"

namespace pyx::policies {

inline constexpr std::size_t kMostRoles = 64;
inline constexpr std::size_t kMostPeople = 256;

// Fills roles, people and may_freeze of `policy`. Errors: kBadInput with source:line:column.
Result<void> read_roster(toml::Table& root, Policy& policy);
// The list of roles at `key`: at least one, each known to the policy, each once. Errors: kBadInput.
Result<std::vector<std::string>> read_roles(toml::Table& table, std::string_view key,
                                            const Policy& policy);

}  // namespace pyx::policies
