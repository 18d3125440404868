// The step in which a quorum reads what is proposed and approves it, each with a key of his own.
#pragma once

#include "ceremony/steps/doing.h"
#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::steps {

// Each of those who do it approves every act that he has not approved yet. Errors: kRefused if
// somebody says no: then the act stays as it is; those of the keys and of VaultAccess::decide.
Result<void> approve_acts(const Doing& doing);
Result<Found> look_at_approved(const Standing& standing);

}  // namespace pyx::ceremony::steps
