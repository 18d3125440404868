// Who could use a token alone: with both its PINs he could carry every key away that may leave it.
#pragma once

#include <vector>

#include "ceremony/planning/scene.h"

namespace pyx::ceremony::planning {

std::vector<Refusal> able_alone(const Scene& scene);

}  // namespace pyx::ceremony::planning
