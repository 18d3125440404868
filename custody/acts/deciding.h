// Control ACT-QUORUM, second half: which decision may enter the log, and whether an act's quorum is
// reached.
#pragma once

#include "custody/acts/books.h"
#include "custody/acts/leaf_checks.h"
#include "policies/quorum.h"

namespace pyx::custody {

// A decision must hold the very bytes of an open, unexpired act, be signed by the person's own key,
// be new, and be one that he may make. A proposer's withdrawal closes the act, as does a refusal
// after which the quorum cannot be reached any more. Errors: kBadInput, kNotFound, kConflict (the
// act is closed), kRefused with ACT-QUORUM or ACT-SHOWN (other bytes).
Result<Change> check_decision(const Books& books, const DecisionLeaf& leaf, Time time,
                              std::uint64_t index, LeafChecks checks = LeafChecks::kAll);

// Each person's standing vote: the latest decision, none if it was withdrawn.
std::vector<policies::Vote> standing_votes(const ActRecord& record);
// The quorum of an act under the policy in force.
policies::Decision quorum_of(const Books& books, const ActRecord& record);

}  // namespace pyx::custody
