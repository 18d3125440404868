// Which PIN a token has, found out by logging in with it: after a call that was to set one, and
// after a crash. A wrong PIN counts against the token's lock, so each is shown once (trap 17).
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "pkcs11/pin.h"
#include "pkcs11/setup_slot.h"

namespace pyx::pkcs11 {

// Whose.
enum class PinOf { kSo, kUser };

// Which PIN opens the token after a call that was to set it.
enum class InForce {
  kOld,
  kNew,
  kEither,  // nobody knows: keep both
  kNone,    // none that anybody knows: of a user to whom the SO has not given one
};

std::string_view to_text(InForce in_force);  // "old" "new" "either" "none"

// What became of a PIN.
struct PinOutcome {
  InForce in_force = InForce::kOld;
  std::optional<Error> failure;  // why it is not kNew, saying what is in force
};

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
