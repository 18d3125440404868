// Steps at the table of a backup, with the holders of its shares.
#pragma once

#include "ceremony/steps/doing.h"

namespace pyx::ceremony::steps {

// Of an act that was cut off in the middle, all of it again: shares of that attempt are void.
Result<void> create_backup(const Doing& doing);
// On the second token, in a process of its own.
Result<void> prove_backup(const Doing& doing);
Result<void> restore_backup(const Doing& doing);
Result<void> reshare(const Doing& doing);

Result<void> export_backup(const Doing& doing);
Result<void> export_record(const Doing& doing);

}  // namespace pyx::ceremony::steps
