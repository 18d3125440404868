// A plan read from its bytes, strictly: whatever the page does not name is a finding. All findings
// at once, but for a file that is no TOML. Format: docs/formats/ceremony-plan.md.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "ceremony/planning/plan.h"

namespace pyx::ceremony::planning {

struct PlanReading {
  std::optional<Plan> plan;  // when there is no finding
  Findings findings;
};

// `source_name` is for messages. What can be said of a plan without people and parameter values is
// said here: forms, bounds, ids, references, order, times.
PlanReading read_plan(ByteView bytes, std::string_view source_name);

}  // namespace pyx::ceremony::planning
