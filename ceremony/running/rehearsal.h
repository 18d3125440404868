// A whole plan on throw-away tokens with generated people: the same run as on the day, and nothing
// that comes out of it can be mistaken for that.
#pragma once

#include "ceremony/running/ceremony.h"
#include "ceremony/running/rehearsal_stage.h"

namespace pyx::ceremony::running {

// What is said and asked goes to `guide`; at the screen of the holders nobody sits.
// Errors: those of set_stage() and hold_ceremony().
Result<CeremonyEnd> rehearse(const StageAsk& ask, Context& context, Guide& guide);
// A rehearsal that was cut off, on the stage on which its bundle lies. Errors: those of
// take_up_ceremony(); kBadInput if it is no rehearsal.
Result<CeremonyEnd> take_up_rehearsal(const RehearsalStage& stage, Context& context, Guide& guide);

}  // namespace pyx::ceremony::running
