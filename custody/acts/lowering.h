// Control SIGN-BUDGET: whoever may freeze may lower a budget, alone and at once; nobody raises one
// so.
#pragma once

#include "custody/acts/books.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

// Errors: kBadInput, kRefused with SIGN-BUDGET (wrong vault, unknown or suspended person, bad
// signature, expired, used before, a limit that would rise), kNotFound (no such budget or window).
Result<Change> check_lowering(const Books& books, const LoweringLeaf& leaf, Time time,
                              LeafChecks checks = LeafChecks::kAll);

}  // namespace pyx::custody
