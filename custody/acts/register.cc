#include "custody/acts/register.h"

#include <algorithm>

#include "custody/acts/admitting.h"
#include "custody/acts/deciding.h"
#include "custody/acts/executing.h"
#include "custody/acts/freezing.h"
#include "custody/acts/lowering.h"
#include "custody/acts/proposing.h"
#include "custody/acts/share_keeping.h"

namespace pyx::custody {
namespace {

Result<void> check_founders(const FoundingStatement& founding, const Envelope& envelope,
                            const policies::Policy& policy) {
  if (founding.founders.size() != policy.people.size()) {
    return refused("ACT-QUORUM", "the founders are not the people of the policy");
  }
  for (std::size_t i = 0; i < policy.people.size(); ++i) {
    const policies::Person& person = policy.people[i];
    if (founding.founders[i].person != person.id ||
        founding.founders[i].key_id != person.key.id()) {
      return refused("ACT-QUORUM", "the founders are not the people of the policy");
    }
    if (!signed_by(envelope, person.key)) {
      return refused("ACT-QUORUM", person.id + " has not signed the founding statement");
    }
  }
  return {};
}

}  // namespace

Result<Register> Register::found(const Leaf& genesis, const BlobReader& blobs) {
  const auto* leaf = std::get_if<GenesisLeaf>(&genesis.body);
  if (leaf == nullptr) return error(Code::kBadInput, "leaf 0 is not a genesis leaf");
  PYX_ASSIGN(const Bytes envelope_bytes, blobs(leaf->envelope));
  PYX_ASSIGN(const Envelope envelope, parse_envelope(as_text(envelope_bytes)));
  PYX_ASSIGN(FoundingStatement founding, parse_founding(envelope.payload));
  if (founding.policy != leaf->policy)
    return error(Code::kBadInput, "the genesis leaf names another policy");
  PYX_ASSIGN(Bytes policy_bytes, blobs(leaf->policy));
  PYX_ASSIGN(policies::Policy policy, policies::parse_policy(as_text(policy_bytes), "policy"));
  PYX_TRY(check_founders(founding, envelope, policy));

  return Register(Books(vault_id(envelope.payload), std::move(founding), std::move(policy),
                        std::move(policy_bytes), genesis.time));
}

Result<Change> Register::check(const Leaf& leaf, std::uint64_t index, const BlobReader& blobs,
                               LeafChecks checks) const {
  if (leaf.time < books_.last_time) {
    return error(Code::kBadInput, "the leaf's time is before that of the leaf in front of it");
  }
  struct Gate {
    const Books& books;
    Time time;
    std::uint64_t index;
    const BlobReader& blobs;
    LeafChecks checks;

    Result<Change> operator()(const GenesisLeaf&) const {
      return error(Code::kBadInput, "a genesis leaf stands only at index 0");
    }
    Result<Change> operator()(const ProposalLeaf& leaf) const {
      return check_proposal(books, leaf, time, index, blobs, checks);
    }
    Result<Change> operator()(const DecisionLeaf& leaf) const {
      return check_decision(books, leaf, time, index, checks);
    }
    Result<Change> operator()(const IntentLeaf& leaf) const {
      return check_intent(books, leaf, time, blobs);
    }
    Result<Change> operator()(const ExecutedLeaf& leaf) const {
      return check_executed(books, leaf, time, index, blobs, checks);
    }
    Result<Change> operator()(const FailedLeaf& leaf) const {
      return check_failed(books, leaf, index);
    }
    Result<Change> operator()(const ExpiredLeaf& leaf) const {
      return check_expired(books, leaf, time, index);
    }
    Result<Change> operator()(const FreezeLeaf& leaf) const {
      return check_freeze(books, leaf, time, index, checks);
    }
    Result<Change> operator()(const LoweringLeaf& leaf) const {
      return check_lowering(books, leaf, time, checks);
    }
    Result<Change> operator()(const ShareLeaf& leaf) const {
      return check_share_leaf(books, leaf, time, index, checks);
    }
    Result<Change> operator()(const AlarmLeaf& leaf) const {
      return check_alarm(books, leaf, time, index);
    }
    // What moves coins is let in by custody/coins/operation_gate.h, which counts it.
    Result<Change> operator()(const OperationLeaf&) const { return Change(); }
    Result<Change> operator()(const BadCoinsLeaf&) const { return Change(); }
    Result<Change> operator()(const RequestLeaf& leaf) const {
      PYX_TRY(check_request(books, leaf));
      return Change();
    }
    Result<Change> operator()(const SettleLeaf&) const { return Change(); }
  };
  return std::visit(Gate{books_, leaf.time, index, blobs, checks}, leaf.body);
}

void Register::advance_time(Time time) { books_.last_time = std::max(books_.last_time, time); }

void Register::apply(const Leaf& leaf, const Change& change) {
  advance_time(leaf.time);
  if (change) change(books_);
}

}  // namespace pyx::custody
