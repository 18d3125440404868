// The token of a proof, whose PINs are known to a session alone: its end, and another one in its
// place.
#pragma once

#include "ceremony/steps/doing.h"
#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::steps {

// A token whose PINs ended with the session that knew them is left as it is, once people have
// agreed: nobody can use it.
Result<void> wipe_token(const Doing& doing);
// If the PINs of the step's token were of a session that has ended: once people have agreed, a
// blank one takes its place under new PINs of the session, with an entry. Errors: kAskPerson if the
// site names the token by its serial; those of pkcs11::initialise_token.
Result<void> replace_if_pins_are_gone(const Doing& doing);

Result<Found> look_at_wiped(const Standing& standing);

}  // namespace pyx::ceremony::steps
