#include "custody/acts/proposing.h"

#include "custody/acts/preconditions.h"
#include "policies/quorum.h"

namespace pyx::custody {
namespace {

Result<void> check_times(const Act& act, const policies::QuorumRule& rule, Time time) {
  if (act.expires <= time)
    return refused("ACT-QUORUM", "the act expired at " + to_rfc3339(act.expires));
  if (act.expires > time + rule.lifetime + kClockSkew) {
    return refused("ACT-QUORUM", "the act would live longer than the " +
                                     pyx::to_text(rule.lifetime) + " that the policy gives " +
                                     std::string(policies::to_text(act.type())));
  }
  return {};
}

Result<void> check_bound(const Books& books, const Act& act) {
  if (act.vault != books.vault) {
    return refused("ACT-QUORUM", "the act is for another vault: " + to_hex(act.vault));
  }
  if (act.policy != books.policy.digest) {
    return refused("ACT-QUORUM", "the act was made under another policy: " + to_hex(act.policy) +
                                     "; in force is " + to_hex(books.policy.digest));
  }
  if (books.act(act.id) != nullptr)
    return error(Code::kConflict, "an act with this id is there already");
  if (books.seen_nonces.contains(act.nonce))
    return refused("ACT-QUORUM", "the act's nonce was used before");
  if (books.open_acts() >= kMostOpenActs) {
    return refused("ACT-QUORUM",
                   "there are " + std::to_string(kMostOpenActs) + " open acts already");
  }
  return {};
}

}  // namespace

Result<Change> check_proposal(const Books& books, const ProposalLeaf& leaf, Time time,
                              std::uint64_t index, const BlobReader& blobs, LeafChecks checks) {
  PYX_ASSIGN(const Act act, parse_act(leaf.envelope.payload));
  PYX_TRY(check_bound(books, act));
  const policies::Person* proposer = books.policy.person(act.proposer);
  if (proposer == nullptr) return refused("ACT-QUORUM", "the proposer is nobody of the policy");
  if (!signed_once_by(leaf.envelope, proposer->key, checks_of(act.type(), checks))) {
    return refused("ACT-QUORUM", "the proposal is not signed by " + act.proposer);
  }
  if (const auto allowed = policies::may_propose(books.policy, act.type(), act.proposer);
      !allowed.approved()) {
    return refused(allowed.control, allowed.reason);
  }
  const policies::QuorumRule* rule = books.policy.rule(act.type());
  if (rule == nullptr) return refused("ACT-QUORUM", "the policy has no rule for this act");
  PYX_TRY(check_times(act, *rule, time));
  PYX_TRY(check_preconditions(books, act, When::kProposed, time, blobs));
  if (const auto* accept = std::get_if<StateAccept>(&act.parameters);
      accept != nullptr && accept->size != index) {
    return error(Code::kConflict, "the act goes on from " + std::to_string(accept->size) +
                                      " leaves; the log has " + std::to_string(index));
  }

  ActRecord record;
  record.act = act;
  record.proposal = leaf.envelope;
  record.leaf_index = index;
  return Change([record = std::move(record)](Books& to) {
    to.seen_nonces.insert(record.act.nonce);
    to.add_act(record);
  });
}

}  // namespace pyx::custody
