// A secret in shares as people planned it: split, every combination tried, recorded.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "custody/acts/share_plan.h"
#include "custody/shares/share_set.h"

namespace pyx::custody {

struct SharesByPlan {
  shares::ShareSet set;       // the public record
  shares::ShareTable shares;  // by group, then by member, as the record has them
};
//   used  identifiers of earlier splittings, of which the new one's is none
// Errors: those of shares::split, try_every_combination and make_share_set; after any of them
// nothing may be handed out. Source: SLIP-0039.
Result<SharesByPlan> split_by_plan(const SecretBytes& secret, const SharePlan& plan,
                                   const shares::SetTerms& terms, std::vector<std::uint16_t> used);

}  // namespace pyx::custody
