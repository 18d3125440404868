#include "custody/acts/lowering.h"

#include <algorithm>

#include "custody/acts/lowering_statement.h"
#include "policies/quorum.h"

namespace pyx::custody {
namespace {

constexpr std::string_view kControl = "SIGN-BUDGET";

Result<void> check_person(const Books& books, const LoweringStatement& lowering,
                          const Envelope& envelope, LeafChecks checks) {
  const policies::Person* person = books.policy.person(lowering.person);
  if (person == nullptr || !signed_once_by(envelope, person->key, checks))
    return refused(kControl, "the lowering is not signed by a person of the policy");
  if (const auto allowed = policies::may_freeze(books.policy, lowering.person);
      !allowed.approved()) {
    return refused(kControl, allowed.reason);
  }
  if (books.suspended_freezers.contains(lowering.person)) {
    return refused(kControl, lowering.person +
                                 " may not lower a budget until the policy changes: suspended by "
                                 "a thaw");
  }
  return {};
}

}  // namespace

Result<Change> check_lowering(const Books& books, const LoweringLeaf& leaf, Time time,
                              LeafChecks checks) {
  PYX_ASSIGN(const LoweringStatement lowering, parse_lowering(leaf.envelope.payload));
  if (lowering.vault != books.vault) return refused(kControl, "the lowering is for another vault");
  PYX_TRY(check_person(books, lowering, leaf.envelope, checks));
  if (lowering.expires <= time)
    return refused(kControl, "the lowering expired at " + to_rfc3339(lowering.expires));
  const Sha256 id = sha256(leaf.envelope.payload);
  if (books.seen_statements.contains(id)) return refused(kControl, "this lowering was used before");
  const policies::Budget* budget = books.budget(lowering.budget);
  if (budget == nullptr) return error(Code::kNotFound, "there is no budget " + lowering.budget);
  const auto limit =
      std::ranges::find(budget->limits, lowering.limit.window, &policies::Limit::window);
  if (limit == budget->limits.end()) {
    return error(Code::kNotFound, "budget " + budget->name + " has no window " +
                                      policies::window_text(lowering.limit.window));
  }
  if (lowering.limit.count > limit->count || lowering.limit.value > limit->value)
    return refused(kControl, "a limit is raised by the act budget.set only");
  const auto at = static_cast<std::size_t>(limit - budget->limits.begin());
  return Change([id, at, name = budget->name, to_be = lowering.limit](Books& to) {
    to.seen_statements.insert(id);
    to.budget(name)->limits[at] = to_be;
  });
}

}  // namespace pyx::custody
