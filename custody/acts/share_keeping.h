// Control SHARE-SAFE in the log: what is said of shares by those who hold, give and keep them, and
// which share set counts.
#pragma once

#include "custody/acts/books.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

// Once all holders of a pending set have said that they received their shares, it is live, and the
// set before it, and the backup that this one replaces, are dead.
// Errors: kBadInput; kRefused with SHARE-SAFE (another vault, a signature that is missing or too
// many, a dead set, another share than the one he was given, a move by somebody who does not keep
// it); kNotFound; kConflict (said before, or older than what was said of where it is).
Result<Change> check_share_leaf(const Books& books, const ShareLeaf& leaf, Time time,
                                std::uint64_t index, LeafChecks checks = LeafChecks::kAll);

}  // namespace pyx::custody
