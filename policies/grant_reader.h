// The parts of a policy that say what keys may look like and what clients may do: [[profile]],
// [[client]].
#pragma once

#include <cstddef>

#include "base/result.h"
#include "base/toml.h"
#include "policies/policy.h"

namespace pyx::policies {

inline constexpr std::size_t kMostProfiles = 256;
inline constexpr std::size_t kMostClients = 1024;

// Fills profiles, or clients, of `policy`; a policy may have none of either. Clients are read after
// the profiles that they use. Errors: kBadInput with source:line:column.
Result<void> read_profiles(toml::Table& root, Policy& policy);
Result<void> read_clients(toml::Table& root, Policy& policy);

}  // namespace pyx::policies
