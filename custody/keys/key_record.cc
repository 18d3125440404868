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
  return (proven && proven->exposed) ||
         std::ranges::any_of(restored, [](const KeyElsewhere& where) { return where.exposed; });
}

Error in_the_gap(const KeyRecord& key) {
  return refused("STATE-FRESH", "key " + key.id.text() +
                                    " was there when leaves of the log were given up: what was "
                                    "issued and spent with it then is not known");
}

}  // namespace pyx::custody
