// When an act makes sense as things stand: what custody will ask too (custody/acts/
// preconditions.h), as far as a plan can know it.
#pragma once

#include <string>

#include "ceremony/planning/scene.h"

namespace pyx::ceremony::planning {

enum class ActMoment { kProposed, kExecuted };

// The act that a `propose` step proposes.
ActNow act_of(const Scene& scene);
// Whether its keys, backups, tokens and people are as it needs them.
Verdict act_needs(const Scene& scene, const ActNow& act, ActMoment moment);
// The live shares of a backup are there: enough of their holders do the step, and have them.
Verdict needs_shares(const Scene& scene, const std::string& backup);
// A share plan that nobody opens alone (SHARE-SAFE), and whose n is the number of its holders.
Verdict needs_share_plan(const Scene& scene, const std::vector<std::string>& holders,
                         const std::string& shares);

}  // namespace pyx::ceremony::planning
