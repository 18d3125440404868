#include "custody/keys/key_record.h"

#include <algorithm>

namespace pyx::custody {

std::string_view to_text(KeyState state) {
  switch (state) {
    case KeyState::kPreActivation:
      return "pre-activation";
    case KeyState::kActive:
      return "active";
    case KeyState::kDeactivated:
      return "deactivated";
    case KeyState::kDestroyed:
      return "destroyed";
  }
  return "destroyed";
}

std::optional<KeyState> key_state_from(std::string_view text) {
  for (const KeyState state : {KeyState::kPreActivation, KeyState::kActive, KeyState::kDeactivated,
                               KeyState::kDestroyed}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

bool KeyRecord::exposed() const {
  const auto there = [](const KeyElsewhere& where) { return where.exposed; };
  return (proven && proven->exposed) || std::ranges::any_of(restored, there) ||
         std::ranges::any_of(proven_before, there);
}

const KeyElsewhere* KeyRecord::copy_on(std::string_view serial) const {
  const auto found = std::ranges::find_if(restored, [&](const KeyElsewhere& there) {
    return there.token_serial == serial && !there.gone;
  });
  return found == restored.end() ? nullptr : &*found;
}

Error in_the_gap(const KeyRecord& key) {
  return refused("STATE-FRESH", "key " + key.id.text() +
                                    " was there when leaves of the log were given up: what was "
                                    "issued and spent with it then is not known");
}

}  // namespace pyx::custody
