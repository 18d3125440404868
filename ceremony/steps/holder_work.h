// Steps in which each holder does something with his own share.
#pragma once

#include "ceremony/steps/doing.h"
#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::steps {

// Each of those who do it compares his share with the vault's record, and signs that he has it.
Result<void> acknowledge(const Doing& doing);
// The same at the table of a drill; what came of it is signed and recorded, good or not. Errors:
// kRefused, naming him, if somebody's share is not what it should be: after all have tried.
Result<void> drill(const Doing& doing);

Result<Found> look_at_acknowledged(const Standing& standing);

}  // namespace pyx::ceremony::steps
