// Control ACT-ONCE in the log: an act is executed once, under its quorum. Acts that change a token
// write an intent first, so that a crash in between is seen and reconciled; the others are executed
// by one leaf.
#pragma once

#include "custody/acts/books.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

// Those that a token does, or people with shares in their hands: they have an intent.
bool needs_token(policies::ActType type);
// Those of a backup: people sit at a table while it is executed, with shares or with another token,
// so that it is not finished by itself after a crash but begun again by the people
// (custody/backup_desk.h), or given up.
bool needs_holders(policies::ActType type);
// Those that no start finishes by itself: the above, and a token.replace, for which somebody must
// bring the new token (custody/token_desk.h).
bool waits_for_people(policies::ActType type);
// The serial of the token on which an act is done: the vault's, or the one that it goes on to.
const std::string& token_of(const Books& books, const Act& act);

// The act is open, in its time, under the policy in force, has its quorum, and is possible now.
// Shared by both ways below. Errors: kNotFound, kConflict (closed), kRefused with ACT-QUORUM, and
// those of check_preconditions.
Result<const ActRecord*> check_executable(const Books& books, const Uuid& act, Time time,
                                          const BlobReader& blobs);

Result<Change> check_intent(const Books& books, const IntentLeaf& leaf, Time time,
                            const BlobReader& blobs);
Result<Change> check_executed(const Books& books, const ExecutedLeaf& leaf, Time time,
                              std::uint64_t index, const BlobReader& blobs,
                              LeafChecks checks = LeafChecks::kAll);
Result<Change> check_failed(const Books& books, const FailedLeaf& leaf, std::uint64_t index);
Result<Change> check_expired(const Books& books, const ExpiredLeaf& leaf, Time time,
                             std::uint64_t index);

// The acts that a policy.change voids: all that are open but itself.
std::vector<Uuid> acts_voided_by(const Books& books, const Uuid& policy_change);

}  // namespace pyx::custody
