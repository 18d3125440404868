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

// Fills profiles and clients of `policy`; a policy may have none of either. Errors: kBadInput with
// source:line:column.
Result<void> read_grants(toml::Table& root, Policy& policy);

}  // namespace pyx::policies
