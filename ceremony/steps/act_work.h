// Steps with acts: proposed with the nonce that names this transcript, and executed; and freezes,
// which one person makes alone.
#pragma once

#include "ceremony/steps/doing.h"
#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::steps {

// Those of the step's acts that are not there yet.
Result<void> propose_acts(const Doing& doing);
// Errors: those of VaultAccess::execute; kToken if an act failed.
Result<void> execute_acts(const Doing& doing);
Result<void> freeze(const Doing& doing);

Result<Found> look_at_proposed(const Standing& standing);
Result<Found> look_at_executed(const Standing& standing, const Names& acts);
Result<Found> look_at_frozen(const Standing& standing);

}  // namespace pyx::ceremony::steps
