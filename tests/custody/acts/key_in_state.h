// A key of a MemoryVault in any state, brought there by acts.
#pragma once

#include "tests/support/custody_fixture.h"

namespace pyx::custody {

inline Uuid key_in(pyx::testing::MemoryVault& vault, KeyState state,
                   const std::string& profile = "p-256") {
  if (state == KeyState::kPreActivation) return vault.new_key(profile);
  const Uuid key = vault.active_key(profile);
  if (state == KeyState::kActive) return key;
  vault.done(KeyRetire{key});
  if (state == KeyState::kDestroyed) vault.done(KeyDestroy{key});
  return key;
}

}  // namespace pyx::custody
