// Whether an act makes sense as the books stand: its key is there and in the right state, its
// policy can be read, and so on.
#pragma once

#include "custody/acts/books.h"

namespace pyx::custody {

enum class When { kProposed, kExecuted };  // a freeze stops the execution, never the proposal

// Errors: kNotFound, kConflict, kBadInput, kRefused with KEY-STATE, KEY-PROVEN, KEY-HOME,
// BACKUP-PLANNED or TOKEN-ENFORCES, kFrozen with FREEZE-ONE.
Result<void> check_preconditions(const Books& books, const Act& act, When when, Time time,
                                 const BlobReader& blobs);

// Reads and checks the policy that a policy.change names. Errors: kBadInput with line and column,
// kNotFound.
Result<policies::Policy> proposed_policy(const PolicyChange& change, const BlobReader& blobs);

// Errors: kBadInput; kNotFound if the bytes did not come along.
Result<policies::BudgetFile> proposed_budgets(const BudgetSet& set, const BlobReader& blobs);
std::string scheduled_key_name(const ScheduledKey& key);  // "eur-5 12", for people

}  // namespace pyx::custody
