// Whether a token may be emptied: what is on it, seen before that is destroyed.
#pragma once

#include "base/result.h"
#include "pkcs11/pin.h"
#include "pkcs11/setup_slot.h"

namespace pyx::pkcs11 {

// Of a blank token no PIN is asked. A vault's marker is never destroyed so.
//   user_pin  of a token that has one, to see what is private; nullptr: nobody has it
// Errors: kAskPerson (the PIN; also if one is needed and not given: what nobody can see may be a
// vault's); kRefused with TOKEN-BOUND if there is a vault's marker; kConflict naming what else is
// there, if the token must be empty, and if this process is logged in on it.
Result<void> check_contents(const SetupSlot& at, const Pin* user_pin, Contents contents);

}  // namespace pyx::pkcs11
