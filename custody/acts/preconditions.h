// Whether an act makes sense as the books stand: its key is there and in the right state, its
// policy can be read, and so on.
#pragma once

#include "custody/acts/books.h"

namespace pyx::custody {

enum class When { kProposed, kExecuted };  // a freeze stops the execution, never the proposal

// Errors: kNotFound, kConflict, kBadInput, kRefused with KEY-STATE, KEY-PROVEN or TOKEN-ENFORCES,
// kFrozen with FREEZE-ONE.
Result<void> check_preconditions(const Books& books, const Act& act, When when,
                                 const BlobReader& blobs);

// Reads and checks the policy that a policy.change names. Errors: kBadInput with line and column,
// kNotFound.
Result<policies::Policy> proposed_policy(const PolicyChange& change, const BlobReader& blobs);

}  // namespace pyx::custody
