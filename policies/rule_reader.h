// The part of a policy that says which quorum each act needs: [[rule]].
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/toml.h"
#include "policies/policy.h"

namespace pyx::policies {

inline constexpr unsigned kMostNeeded = 256;
inline constexpr Duration kLongestLifetime = std::chrono::hours(24 * 90);

// "2 of security-officer": a whole number of 0 to 256 without leading zeros, " of ", and an id.
// Nothing for any other text. Zero is read, so that the refusal can say what is wrong with it.
std::optional<Seats> seats_from(std::string_view text);
// Fills `policy.rules`. Precondition: the roster was read. Errors: kBadInput with
// source:line:column.
Result<void> read_rules(toml::Table& root, Policy& policy);

}  // namespace pyx::policies
