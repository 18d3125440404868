// What the signing desk tells of itself to whoever watches it. Plain values of one moment.
#pragma once

#include <cstdint>
#include <optional>

#include "base/histogram.h"

namespace pyx::custody {

struct SigningNumbers {
  std::uint64_t waiting = 0;               // requests that are not reserved yet
  std::uint64_t in_flight = 0;             // requests reserved and not answered yet
  HistogramCounts group_requests;          // of each commit
  HistogramCounts commit_microseconds;     // of each commit
  std::optional<std::uint64_t> unsettled;  // requests with a leaf and no settle leaf; none: unknown
};

}  // namespace pyx::custody
