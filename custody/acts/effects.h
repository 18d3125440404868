// What an executed act does to the books, by type.
#pragma once

#include <string>

#include "custody/acts/books.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

struct Effect {
  Change change;
  std::string outcome;  // one line for people
};

// Errors: kBadInput if the leaf does not say what this type of act must say (a made key of the
// wrong type, another list of voided acts), kNotFound.
Result<Effect> effect_of(const Books& books, const Act& act, const ExecutedLeaf& leaf, Time time,
                         const BlobReader& blobs, LeafChecks checks = LeafChecks::kAll);

}  // namespace pyx::custody
