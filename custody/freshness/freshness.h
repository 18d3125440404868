// Control STATE-FRESH: whether a vault's store is the newest there is, as far as is known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pyx::custody {

struct Freshness {
  std::optional<std::string> suspended;  // why nothing is written, and what to do
  std::uint64_t missing = 0;             // leaves, where it is known
  std::vector<std::string> warnings;     // what could not be looked at
};

}  // namespace pyx::custody
