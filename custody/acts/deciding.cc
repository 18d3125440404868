#include "custody/acts/deciding.h"

#include <algorithm>

namespace pyx::custody {
namespace {

using policies::Choice;
using policies::Vote;

// Those who have no vote: of a thaw that suspends them, the officers who froze.
std::vector<std::string> excluded_people(const Books& books, const Act& act) {
  std::vector<std::string> excluded;
  const auto* thaw = std::get_if<Thaw>(&act.parameters);
  if (thaw == nullptr || !thaw->suspend_freezer) return excluded;
  for (const FreezeRecord& freeze : books.freezes) {
    if (std::ranges::find(thaw->freezes, freeze.id) != thaw->freezes.end()) {
      excluded.push_back(freeze.statement.person);
    }
  }
  return excluded;
}

void count_vote(std::vector<Vote>& votes, const DecisionStatement& decision) {
  std::erase_if(votes, [&](const Vote& vote) { return vote.person == decision.person; });
  if (decision.choice != Choice::kWithdraw)
    votes.push_back({decision.person, decision.role, decision.choice});
}

Result<void> check_signed(const Books& books, const DecisionLeaf& leaf,
                          const DecisionStatement& decision, const ActRecord& record, Time time,
                          LeafChecks checks) {
  if (decision.vault != books.vault)
    return refused("ACT-QUORUM", "the decision is for another vault");
  if (decision.act != record.proposal.payload) {
    return refused("ACT-SHOWN", "the decision was signed over other bytes than the act's");
  }
  if (record.act.policy != books.policy.digest) {
    return refused("ACT-QUORUM", "the act was made under an older policy");
  }
  if (time >= record.act.expires) {
    return refused("ACT-QUORUM", "the act expired at " + to_rfc3339(record.act.expires));
  }
  const policies::Person* person = books.policy.person(decision.person);
  if (person == nullptr) return refused("ACT-QUORUM", "the decision is by nobody of the policy");
  if (!signed_once_by(leaf.envelope, person->key, checks_of(record.act.type(), checks))) {
    return refused("ACT-QUORUM", "the decision is not signed by " + decision.person);
  }
  if (books.seen_statements.contains(sha256(leaf.envelope.payload))) {
    return refused("ACT-QUORUM", "this decision was recorded before");
  }
  // An older statement that was held back does not take the place of what the person said since.
  for (const RecordedDecision& recorded : record.decisions) {
    if (recorded.statement.person == decision.person && decision.time < recorded.statement.time)
      return refused("ACT-QUORUM",
                     "the decision is older than one of " + decision.person + " that was recorded");
  }
  return {};
}

// The state that the act is in once `votes` stand.
ActState state_after(const Books& books, const Act& act, const DecisionStatement& decision,
                     const std::vector<Vote>& votes) {
  if (decision.choice == Choice::kWithdraw && decision.person == act.proposer)
    return ActState::kWithdrawn;
  const auto excluded = excluded_people(books, act);
  const bool possible =
      policies::quorum_possible(books.policy, act.type(), act.proposer, votes, excluded);
  return possible ? ActState::kOpen : ActState::kRefused;
}

}  // namespace

std::vector<Vote> standing_votes(const ActRecord& record) {
  std::vector<Vote> votes;
  for (const RecordedDecision& decision : record.decisions) count_vote(votes, decision.statement);
  return votes;
}

policies::Decision quorum_of(const Books& books, const ActRecord& record) {
  return policies::quorum_reached(books.policy, record.act.type(), record.act.proposer,
                                  standing_votes(record), excluded_people(books, record.act));
}

Result<Change> check_decision(const Books& books, const DecisionLeaf& leaf, Time time,
                              std::uint64_t index, LeafChecks checks) {
  PYX_ASSIGN(const DecisionStatement decision, parse_decision(leaf.envelope.payload));
  const ActRecord* record = books.act(leaf.act);
  if (record == nullptr) return error(Code::kNotFound, "there is no act " + leaf.act.text());
  if (record->state != ActState::kOpen) {
    return error(Code::kConflict,
                 "act " + leaf.act.text() + " is " + std::string(to_text(record->state)));
  }
  PYX_TRY(check_signed(books, leaf, decision, *record, time, checks));
  std::vector<Vote> votes = standing_votes(*record);
  for (const Vote& standing : votes) {
    if (standing.person == decision.person && standing.choice == decision.choice) {
      return refused("ACT-QUORUM", decision.person + " has decided so already: \"" +
                                       std::string(to_text(decision.choice)) + "\" counts once");
    }
  }
  const Vote vote{decision.person, decision.role, decision.choice};
  const auto allowed =
      policies::may_vote(books.policy, record->act.type(), record->act.proposer, vote, votes);
  if (!allowed.approved()) return refused(allowed.control, allowed.reason);

  count_vote(votes, decision);
  const ActState state = state_after(books, record->act, decision, votes);
  policies::Decision quorum =
      policies::quorum_reached(books.policy, record->act.type(), record->act.proposer, votes,
                               excluded_people(books, record->act));
  RecordedDecision recorded{decision, leaf.envelope, index};
  return Change([act = leaf.act, state, quorum, recorded = std::move(recorded)](Books& to) {
    ActRecord& changed = *to.act(act);
    to.seen_statements.insert(sha256(recorded.envelope.payload));
    changed.decisions.push_back(recorded);
    changed.quorum = quorum;
    to.set_state(changed, state);
    if (state != ActState::kOpen) changed.closing_leaf = recorded.leaf_index;
  });
}

}  // namespace pyx::custody
