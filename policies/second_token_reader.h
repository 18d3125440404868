// The parts of a policy about the tokens to which backups come: [[second_token]], matrix_within.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "base/toml.h"
#include "policies/policy.h"

namespace pyx::policies {

inline constexpr std::size_t kMostSecondTokens = 64;

// Fills them in `policy`; there may be none of either. Errors: kBadInput with source:line:column.
Result<void> read_second_tokens(toml::Table& root, Policy& policy);

}  // namespace pyx::policies
