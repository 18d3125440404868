// The token of a proof, whose PINs are known to a session alone: its end, and another one in its
// place.
#pragma once

#include "ceremony/steps/doing.h"
#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::steps {

// A token whose PINs ended with the session that knew them is left as it is, once people have
// agreed: nobody can use it.
Result<void> wipe_token(const Doing& doing);
// Once people have agreed, a blank token takes the place of the step's, whose PINs were known to a
// session that has ended, under new PINs of the session, with an entry. Errors: kAskPerson if the
// site names the token by its serial; those of pkcs11::initialise_token.
Result<void> take_another_token(const Doing& doing);
// The same, if its PINs are gone; otherwise nothing.
Result<void> replace_if_pins_are_gone(const Doing& doing);

Result<Found> look_at_wiped(const Standing& standing);

}  // namespace pyx::ceremony::steps
