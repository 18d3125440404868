// Steps at the table of a backup, with the holders of its shares.
#pragma once

#include "ceremony/steps/doing.h"
#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::steps {

// Of an act that was cut off in the middle, all of it again: shares of that attempt are void.
Result<void> create_backup(const Doing& doing);
// On the second token, in a process of its own.
Result<void> prove_backup(const Doing& doing);
Result<void> restore_backup(const Doing& doing);
Result<void> reshare(const Doing& doing);

// Each of those who do it compares his share with the vault's record, and signs that he has it.
Result<void> acknowledge(const Doing& doing);
// The same at the table of a drill; what came of it is signed and recorded, good or not. Errors:
// kRefused, naming him, if somebody's share is not what it should be: after all have tried.
Result<void> drill(const Doing& doing);

Result<void> export_backup(const Doing& doing);
Result<void> export_record(const Doing& doing);

Result<Found> look_at_acknowledged(const Standing& standing);

}  // namespace pyx::ceremony::steps
