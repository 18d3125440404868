// What is wrong if a ceremony ended as things stand. Its sentences are those of "The end" in
// docs/formats/ceremony-plan.md.
#pragma once

#include <vector>

#include "ceremony/planning/scene.h"

namespace pyx::ceremony::planning {

// `scene` with a step of no meaning.
std::vector<Refusal> ending_of(const Scene& scene);

}  // namespace pyx::ceremony::planning
