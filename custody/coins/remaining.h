// What is left in the window of a budget that is nearest to its end: part of a receipt.
#pragma once

#include <cstdint>
#include <string>

namespace pyx::custody {

struct Remaining {
  std::string budget;
  std::string window;  // "1h", "life"
  std::uint64_t count = 0;
  std::uint64_t value = 0;  // minor units
  friend bool operator==(const Remaining&, const Remaining&) = default;
};

}  // namespace pyx::custody
