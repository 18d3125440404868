#include "custody/backups/split_by_plan.h"

#include <utility>

#include "custody/shares/every_combination.h"

namespace pyx::custody {

Result<SharesByPlan> split_by_plan(const SecretBytes& secret, const SharePlan& plan,
                                   const shares::SetTerms& terms, std::vector<std::uint16_t> used) {
  shares::Scheme scheme;
  shares::Holders holders;
  scheme.group_threshold = plan.groups_needed;
  for (const ShareGroup& group : plan.groups) {
    scheme.groups.push_back({group.threshold, static_cast<unsigned>(group.holders.size())});
    holders.push_back(group.holders);
  }
  shares::SplitTerms split_terms;
  split_terms.used_identifiers = std::move(used);
  PYX_ASSIGN(shares::ShareTable made, shares::split(secret, scheme, split_terms));
  PYX_TRY(shares::try_every_combination(made, scheme, secret));
  PYX_ASSIGN(shares::ShareSet set, shares::make_share_set(terms, made, holders, secret));
  return SharesByPlan{std::move(set), std::move(made)};
}

}  // namespace pyx::custody
