#include "ceremony/steps/act_work.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/hex.h"
#include "ceremony/cli/act_proposal.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_alone.h"
#include "ceremony/steps/at_vault.h"
#include "ceremony/steps/proposals.h"
#include "ceremony/steps/step_found.h"
#include "ceremony/transcript/anchor.h"

namespace pyx::ceremony::steps {
namespace {

using custody::ActRecord;
using custody::ActState;
using transcript::Entry;
using transcript::Kind;

bool is_alive(const ActRecord& act) {
  return act.state == ActState::kOpen || act.state == ActState::kExecuting ||
         act.state == ActState::kExecuted;
}

// Where the step was begun the first time.
std::uint64_t first_begun(const Standing& standing) {
  for (const Entry& entry : standing.record.so_far().entries)
    if (entry.kind == Kind::kStepBegun && entry.text("step") == standing.step.id)
      return entry.number;
  return standing.record.so_far().entries.size();
}

// At how many entries this step proposed the act; nothing if another ceremony did, or another step.
std::optional<std::uint64_t> anchored_at(const Standing& standing, const custody::Act& act) {
  const transcript::Transcript& so_far = standing.record.so_far();
  for (std::uint64_t size = first_begun(standing) + 1; size <= so_far.entries.size(); ++size) {
    if (transcript::act_nonce(so_far.header.ceremony, size, so_far.roots[size], act.id) ==
        act.nonce)
      return size;
  }
  return std::nullopt;
}

struct ProposedHere {
  ActRecord record;
  std::uint64_t anchored = 0;
};

Result<std::vector<ProposedHere>> proposed_here(const Standing& standing, const AtVault& at) {
  PYX_ASSIGN(std::vector<ActRecord> acts, at.vault->acts());
  std::vector<ProposedHere> here;
  for (ActRecord& record : acts) {
    const auto anchored = anchored_at(standing, record.act);
    if (anchored && is_alive(record)) here.push_back({std::move(record), *anchored});
  }
  return here;
}

const ProposedHere* proposed_about(const std::vector<ProposedHere>& acts,
                                   const std::string& subject) {
  const auto found = std::ranges::find_if(
      acts, [&](const ProposedHere& one) { return subject_of(one.record.act) == subject; });
  return found == acts.end() ? nullptr : &*found;
}

Result<void> propose_one(const Doing& doing, const AtVault& at, const WantedAct& wanted,
                         const Signing& by) {
  PYX_ASSIGN(Proposal proposal,
             put_together(wanted.ask, {}, *at.vault, at.info, at.in_force, doing.host.context()));
  const Anchor anchor = anchor_of(doing.record, proposal.act.id);
  proposal.act.nonce = anchor.nonce;
  const std::string change = proposal.change;
  const Names proposer = {by.person->id};
  const auto show = [&](const std::string& words) {
    return doing.agreed_by(proposer, "it is proposed", words + change, wanted.about);
  };
  PYX_ASSIGN(const ActRecord record,
             propose(std::move(proposal), by.person->id, *by.signer, *at.vault, at.in_force, show));
  return write_act(doing, at, record.act.id, ActEvent::kProposed, record.leaf_index, anchor.size);
}

Result<std::vector<custody::FreezeTarget>> targets_of(const Standing& standing, const AtVault& at) {
  const std::string& target = standing.step.text("target");
  std::vector<custody::FreezeTarget> targets;
  if (target == "all") targets.emplace_back(custody::FreezeAll{});
  if (target == "minting") targets.emplace_back(custody::FreezeMinting{});
  for (const std::string& id : standing.step.texts("keys")) {
    PYX_ASSIGN(const std::vector<Uuid> keys, keys_of(standing, at, id));
    for (const Uuid& key : keys) targets.emplace_back(custody::FreezeKey{key});
  }
  return targets;
}

Result<std::optional<custody::FreezeRecord>> freeze_of(const AtVault& at,
                                                       const custody::FreezeTarget& target,
                                                       const std::string& person) {
  PYX_ASSIGN(std::vector<custody::FreezeRecord> freezes, at.vault->freezes());
  const auto found = std::ranges::find_if(freezes, [&](const custody::FreezeRecord& one) {
    return one.statement.target == target && one.statement.person == person;
  });
  if (found == freezes.end()) return std::optional<custody::FreezeRecord>();
  return std::optional(std::move(*found));
}

}  // namespace

Result<void> propose_acts(const Doing& doing) {
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  PYX_ASSIGN(const std::vector<ProposedHere> here, proposed_here(doing, at));
  // Of an act that is the only one of its step nobody is asked once more.
  if (const ProposedHere* const there = proposed_about(here, doing.step.text("act"))) {
    return write_act(doing, at, there->record.act.id, ActEvent::kProposed, there->record.leaf_index,
                     there->anchored);
  }
  PYX_ASSIGN(const std::vector<WantedAct> wanted, wanted_acts(doing, at));
  PYX_ASSIGN(const Signing by, signing(doing, at, doing.doers.front()));
  for (const WantedAct& one : wanted) {
    if (const ProposedHere* const there = proposed_about(here, one.subject)) {
      PYX_TRY(write_act(doing, at, there->record.act.id, ActEvent::kProposed,
                        there->record.leaf_index, there->anchored));
      continue;
    }
    PYX_TRY(propose_one(doing, at, one, by));
  }
  return {};
}

Result<void> execute_acts(const Doing& doing) {
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  std::string progress;
  for (const std::string& name : doing.step.texts("acts")) {
    PYX_ASSIGN(std::vector<ActRecord> records, acts_named(doing, at, name));
    for (ActRecord& record : records) {
      if (record.state == ActState::kOpen) {
        PYX_ASSIGN(record, at.vault->execute(record.act.id));
      }
      progress += act_progress(record);
      PYX_TRY(write_closed(doing, at, record));
    }
  }
  return doing.show("what was done", progress);
}

Result<void> freeze(const Doing& doing) {
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  PYX_ASSIGN(const std::vector<custody::FreezeTarget> targets, targets_of(doing, at));
  const std::string& person = doing.doers.front();
  PYX_ASSIGN(const Signer* const signer, doing.people.signer(person));
  for (const custody::FreezeTarget& target : targets) {
    PYX_ASSIGN(auto record, freeze_of(at, target, person));
    if (!record || !doing.was_begun_before()) {
      custody::FreezeStatement statement;
      statement.target = target;
      statement.reason = doing.filled(doing.step.title);
      const auto show = [&](const std::string& words) -> Result<void> {
        doing.people.show(words);  // nobody is asked: one that was wrong is thawed
        return {};
      };
      PYX_ASSIGN(const custody::Envelope envelope,
                 sign_alone(
                     *signer, at.info, at.in_force.policy, doing.host.context().clock.now(),
                     statement, [&] { return custody::encode_freeze(statement); }, show, person));
      PYX_ASSIGN(record, at.vault->freeze(envelope));
    }
    PYX_ASSIGN(const Sha256 leaf_hash, leaf_hash_of(at, record->leaf_index));
    PYX_TRY(doing.write(Kind::kFrozen, {{"freeze", to_hex(record->id)},
                                        {"leaf", std::to_string(record->leaf_index)},
                                        {"leaf_hash", to_hex(leaf_hash)},
                                        {"person", person},
                                        {"target", custody::to_text(target)},
                                        {"vault", to_hex(at.info.id)}}));
  }
  return {};
}

Result<Found> look_at_proposed(const Standing& standing) {
  PYX_ASSIGN(const AtVault at, at_vault(standing));
  PYX_ASSIGN(const std::vector<ProposedHere> here, proposed_here(standing, at));
  const bool makes_keys = standing.step.text("act") == "key.generate";
  const bool about_keys = makes_keys || standing.step.text("act").starts_with("key.");
  std::size_t wanted = 1;
  if (about_keys) {
    wanted = 0;
    for (const std::string& id : standing.step.texts("keys")) {
      const planning::Key* const key = standing.model.plan().key(id);
      if (makes_keys && key != nullptr) {
        wanted += names_of(standing, *key).size();
      } else {
        PYX_ASSIGN(const std::vector<Uuid> keys, keys_of(standing, at, id));
        wanted += keys.size();
      }
    }
  }
  const std::string count = std::to_string(here.size()) + " of " + std::to_string(wanted) +
                            " acts are in the vault's log";
  return here.size() >= wanted ? found_done(count) : found_not_done(count);
}

Result<Found> look_at_executed(const Standing& standing, const Names& acts) {
  PYX_ASSIGN(const AtVault at, at_vault(standing));
  std::size_t wanted = 0;
  std::size_t done = 0;
  for (const std::string& name : acts) {
    PYX_ASSIGN(const auto records, acts_named(standing, at, name));
    wanted += records.size();
    for (const ActRecord& record : records) {
      if (record.state == ActState::kFailed)
        return found_not_done("act " + record.act.id.text() + " has failed: " + record.outcome);
      done += record.state == ActState::kExecuted ? 1 : 0;
    }
  }
  const std::string count =
      std::to_string(done) + " of " + std::to_string(wanted) + " acts are executed";
  return done == wanted ? found_done(count) : found_not_done(count);
}

Result<Found> look_at_frozen(const Standing& standing) {
  PYX_ASSIGN(const AtVault at, at_vault(standing));
  PYX_ASSIGN(const std::vector<custody::FreezeTarget> targets, targets_of(standing, at));
  for (const custody::FreezeTarget& target : targets) {
    PYX_ASSIGN(const auto record, freeze_of(at, target, standing.doers.front()));
    if (!record)
      return found_not_done(custody::to_text(target) + " is not frozen by " +
                            standing.doers.front());
  }
  return found_done("the freezes are in the vault's log");
}

}  // namespace pyx::ceremony::steps
