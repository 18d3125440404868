// Which PIN a token has, found out by logging in with it: after a call that was to set one, and
// after a crash. A wrong PIN counts against the token's lock, so each is shown once (trap 17).
#pragma once

#include <optional>

#include "base/result.h"
#include "pkcs11/pin.h"
#include "pkcs11/pin_in_force.h"
#include "pkcs11/setup_slot.h"

namespace pyx::pkcs11 {

// Whether a PIN opens the token now. Errors: kConflict if this process is logged in there; those of
// C_Login but for a PIN that is refused.
Result<bool> opens(const SetupSlot& at, PinOf whose, const Pin& pin);

// What stands if the new PIN does not: what was there, and the PIN itself if it is at hand.
struct Before {
  InForce in_force = InForce::kOld;  // kOld or kNone
  const Pin* pin = nullptr;
};
// What is in force after a call that was to set `to`.
//   failed  what the call said; nothing if it was CKR_OK
PinOutcome after_setting(const SetupSlot& at, PinOf whose, const Before& before, const Pin& to,
                         const std::optional<Error>& failed);

}  // namespace pyx::pkcs11
