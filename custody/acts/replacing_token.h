// The act token.replace: when it makes sense, and what it does to the books. The new token becomes
// the vault's, its log key the log's; keys that were restored there come along, the others stay
// behind.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "custody/acts/books.h"
#include "custody/acts/effects.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

// Errors: kConflict: the vault is or was on this token, or an id is taken.
Result<void> check_replace(const Books& books, const TokenReplace& act);

struct ReplaceEvent {
  const Books& books;
  const Act& act;
  const ExecutedLeaf& leaf;
  Time time;
  const BlobReader& blobs;
  LeafChecks checks;
};
// Errors: kBadInput naming what the leaf's binding lacks or says wrongly; those of the blob reader.
Result<Effect> effect_of_replace(const ReplaceEvent& event, const TokenReplace& act);

// The act that was cut off on the token that is left, if there is one: it fails by the move, since
// the new token never has what it would have made.
std::vector<Uuid> acts_left_by(const Books& books, const Uuid& token_replace);

// The root of the tree of the first `size` leaves of this log. Errors: kStore.
using RootAt = std::function<Result<Sha256>(std::uint64_t size)>;
// Control LOG-WHOLE: of the proposal of a token.replace, that the checkpoint it goes on from is one
// of this log, which has `log_size` leaves so far: what people know from outside ties the new log
// key to their log and to no other. Any other leaf passes. Errors: kRefused; those of `root_at`.
Result<void> check_known_checkpoint(const Leaf& leaf, std::uint64_t log_size,
                                    const RootAt& root_at);

}  // namespace pyx::custody
