// Control SHARE-SAFE in the log: what holders say of their shares, and which share set counts.
#pragma once

#include "custody/acts/books.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

// Once all holders of a pending set have said that they received their shares, it is live, and the
// set before it, and the backup that this one replaces, are dead.
// Errors: kBadInput; kRefused with SHARE-SAFE (another vault, not the holder's signature, a dead
// set, another share than the one he was given); kNotFound; kConflict (said before).
Result<Change> check_share_leaf(const Books& books, const ShareLeaf& leaf, Time time,
                                LeafChecks checks = LeafChecks::kAll);

}  // namespace pyx::custody
