// Steps that leave evidence outside of the vault: checkpoints, the log, the vault's id.
#pragma once

#include "ceremony/steps/doing.h"
#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::steps {

// Signed by the log key, into the folder for outputs.
Result<void> checkpoint(const Doing& doing);
// Into the bundle, and onto what the step names.
Result<void> export_log(const Doing& doing);
// As it is now, from the witness's last checkpoint on if the site has one.
Result<void> verify_log(const Doing& doing);
Result<void> publish_digest(const Doing& doing);

// The log into the bundle.
Result<void> bring_log(Host& host, const planning::Model& model);

}  // namespace pyx::ceremony::steps
