// Steps of a founding: people's keys, the policy, the draft, everybody's signature, the vault; and
// the vault that is there, opened.
#pragma once

#include "ceremony/steps/doing.h"
#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::steps {

// The key is on the roster already, and signs the transcript: here its holder shows that he has it
// and reads its id aloud.
Result<void> make_officer_key(const Doing& doing);
// Errors: kRefused if the policy has another key of somebody than the roster; those of the file.
Result<void> check_policy(const Doing& doing);
Result<void> draft_vault(const Doing& doing);
// Each of those who do it and have not signed yet.
Result<void> sign_founding(const Doing& doing);
Result<void> finish_vault(const Doing& doing);
// Errors: kRefused if it is another vault than the transcript's header names.
Result<void> open_vault(const Doing& doing);

Result<Found> look_at_draft(const Standing& standing);
Result<Found> look_at_signatures(const Standing& standing);
Result<Found> look_at_vault(const Standing& standing);

}  // namespace pyx::ceremony::steps
