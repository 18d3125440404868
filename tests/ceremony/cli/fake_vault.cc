#include "tests/ceremony/cli/fake_vault.h"

#include <algorithm>
#include <utility>

#include "policies/quorum.h"

namespace pyx::ceremony::testing {

Result<custody::VaultInfo> FakeVault::info() {
  custody::VaultInfo info;
  info.id = store_->id;
  info.name = "test";
  info.policy = sha256(store_->policy);
  info.log_vkey = "pyx/test+00000000+AAAA";
  info.token_serials = {"0123456789abcdef"};
  info.log_size = store_->acts.size();
  info.warnings = store_->warnings;
  return info;
}

Result<policies::Policy> FakeVault::policy() const {
  return policies::parse_policy(store_->policy, "policy.toml");
}

Result<custody::ActRecord*> FakeVault::find(const Uuid& id) {
  for (custody::ActRecord& record : store_->acts) {
    if (record.act.id == id) return &record;
  }
  return error(Code::kNotFound, "no such act");
}

Result<custody::ActRecord> FakeVault::act(const Uuid& id) {
  PYX_ASSIGN(const custody::ActRecord* const found, find(id));
  return *found;
}

Result<Bytes> FakeVault::blob(const Sha256& digest) {
  const auto found = store_->blobs.find(digest);
  if (found == store_->blobs.end()) return error(Code::kNotFound, "no such blob");
  return found->second;
}

Result<void> FakeVault::count(custody::ActRecord& record) const {
  PYX_ASSIGN(const policies::Policy rules, policy());
  std::vector<policies::Vote> votes;
  for (const custody::RecordedDecision& one : record.decisions) {
    std::erase_if(votes, [&](const auto& vote) { return vote.person == one.statement.person; });
    votes.push_back({one.statement.person, one.statement.role, one.statement.choice});
  }
  record.quorum = policies::quorum_reached(rules, record.act.type(), record.act.proposer, votes);
  return {};
}

Result<custody::ActRecord> FakeVault::propose(const custody::Envelope& envelope,
                                              const std::optional<Bytes>& document) {
  PYX_ASSIGN(const policies::Policy rules, policy());
  custody::ActRecord record;
  PYX_ASSIGN(record.act, custody::parse_act(envelope.payload));
  const policies::Person* const proposer = rules.person(record.act.proposer);
  if (proposer == nullptr || !custody::signed_by(envelope, proposer->key)) {
    return refused("ACT-QUORUM", "not signed by its proposer");
  }
  record.proposal = envelope;
  if (document) store_->blobs[sha256(*document)] = *document;
  PYX_TRY(count(record));
  store_->acts.push_back(record);
  return record;
}

Result<custody::ActRecord> FakeVault::decide(const Uuid& act, const custody::Envelope& envelope) {
  PYX_ASSIGN(const policies::Policy rules, policy());
  PYX_ASSIGN(custody::ActRecord* const record, find(act));
  PYX_ASSIGN(const custody::DecisionStatement statement, custody::parse_decision(envelope.payload));
  const policies::Person* const person = rules.person(statement.person);
  if (person == nullptr || !custody::signed_by(envelope, person->key) ||
      statement.act != record->proposal.payload) {
    return refused("ACT-QUORUM", "not a decision of this person on this act");
  }
  record->decisions.push_back({statement, envelope, 0});
  PYX_TRY(count(*record));
  return *record;
}

Result<custody::FreezeRecord> FakeVault::freeze(const custody::Envelope& envelope) {
  custody::FreezeRecord record;
  PYX_ASSIGN(record.statement, custody::parse_freeze(envelope.payload));
  record.id = sha256(envelope.payload);
  store_->freezes.push_back(record);
  return record;
}

Result<custody::LoweredBudget> FakeVault::lower(const custody::Envelope& envelope) {
  PYX_ASSIGN(const custody::LoweringStatement lowering, custody::parse_lowering(envelope.payload));
  for (custody::BudgetRecord& record : store_->budgets) {
    if (record.budget.name != lowering.budget) continue;
    for (policies::Limit& limit : record.budget.limits) {
      if (limit.window == lowering.limit.window) limit = lowering.limit;
    }
    store_->lowerings.push_back(lowering);
    return custody::LoweredBudget{record.budget, 7};
  }
  return error(Code::kNotFound, "no such budget");
}

Result<std::vector<Bytes>> FakeVault::leaves(std::uint64_t first, std::uint64_t count) {
  std::vector<Bytes> found;
  for (std::uint64_t at = first; at < store_->leaves.size() && at - first < count; ++at) {
    found.push_back(store_->leaves[at]);
  }
  return found;
}

Result<custody::ActRecord> FakeVault::execute(const Uuid& act) {
  PYX_ASSIGN(custody::ActRecord* const record, find(act));
  if (!record->quorum.approved()) return refused("ACT-QUORUM", record->quorum.reason);
  record->state = custody::ActState::kExecuted;
  record->outcome = "done";
  return *record;
}

}  // namespace pyx::ceremony::testing
