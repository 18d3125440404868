#include "ceremony/planning/alone.h"

#include <algorithm>

namespace pyx::ceremony::planning {
namespace {

// Everybody who has the PIN without anybody else's help, as things rest. What is in the safe takes
// two people; a split one takes its holders.
Ids reached_by(const Scene& scene, const PinKeeping& pin) {
  Ids people;
  if (pin.way == PinWay::kSealed) {
    const ThingState& outer = scene.thing(scene.outermost(pin.on));
    if (outer.place == Place::kHolder && outer.holders.size() == 1) people = outer.holders;
  }
  if (pin.way == PinWay::kPinSource) {
    for (const Participant& one : scene.everybody) {
      const bool reaches = std::ranges::any_of(one.roles, [&](const std::string& id) {
        const Role* const role = scene.plan.role(id);
        return role != nullptr && role->reaches_host;
      });
      if (reaches) people.insert(one.id);
    }
  }
  return people;
}

}  // namespace

std::vector<Refusal> able_alone(const Scene& scene) {
  std::vector<Refusal> found;
  for (const auto& [id, token] : scene.state.tokens) {
    if (token.state == TokenState::kBlank) continue;
    const Ids of_user = reached_by(scene, token.user_pin);
    for (const std::string& one : reached_by(scene, token.so_pin)) {
      if (!of_user.contains(one)) continue;
      found.push_back(refusal({one, " alone has the SO PIN and the user PIN of token ", id},
                              "split the SO PIN, or give it to somebody who has not the other",
                              FindingKind::kAlone));
    }
  }
  return found;
}

}  // namespace pyx::ceremony::planning
