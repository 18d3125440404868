// Control ACT-QUORUM, first half: which proposal may enter the log.
#pragma once

#include "custody/acts/books.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

inline constexpr std::size_t kMostOpenActs =
    256;  // policy.change names every act that it voids in one leaf
inline constexpr Duration kClockSkew =
    std::chrono::minutes(1);  // between the proposer's clock and ours

// The proposal must be for this vault, under the policy in force, signed by its proposer, who may
// propose it, new, in time, and possible as the books stand (custody/acts/preconditions.h). Errors:
// kBadInput, kRefused with ACT-QUORUM, kConflict, kNotFound.
Result<Change> check_proposal(const Books& books, const ProposalLeaf& leaf, Time time,
                              std::uint64_t index, const BlobReader& blobs,
                              LeafChecks checks = LeafChecks::kAll);

}  // namespace pyx::custody
