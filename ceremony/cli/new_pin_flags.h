// Where new PINs of a token are kept, as typed.
#pragma once

#include <vector>

#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "ceremony/cli/context.h"
#include "ceremony/new_pins.h"

namespace pyx::ceremony {

// --share-group, --groups-needed and --share-record, or --so-pin-out; --pin-out.
std::vector<FlagSpec> new_pin_flags();
// Errors: kBadInput, naming the flag: a plan that cannot be met, a record without shares or shares
// without a record, both ways to keep one PIN; kRefused with SHARE-SAFE, naming who alone would
// have the SO PIN.
Result<PinPlaces> new_pin_places(const Arguments& given);

// At the terminal of `context`. Errors: kAskPerson without one.
HandOverPin hand_over_at_terminal(Context& context);

}  // namespace pyx::ceremony
