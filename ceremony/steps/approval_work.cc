#include "ceremony/steps/approval_work.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ceremony/cli/act_decision.h"
#include "ceremony/steps/at_vault.h"
#include "ceremony/steps/seating.h"
#include "ceremony/steps/step_found.h"

namespace pyx::ceremony::steps {
namespace {

using custody::ActRecord;

// Everything that is asked of one person in this step, in one reading.
struct ToApprove {
  std::vector<ShownAct> acts;
  std::string words;
};

Result<ToApprove> acts_to_approve(const Doing& doing, const AtVault& at) {
  ToApprove all;
  for (const std::string& name : doing.step.texts("acts")) {
    PYX_ASSIGN(const auto records, acts_named(doing, at, name));
    for (const ActRecord& record : records) {
      PYX_ASSIGN(ShownAct shown, act_to_show(*at.vault, record.act.id));
      if (shown.record.state == custody::ActState::kOpen) {
        PYX_ASSIGN(const ActToDecide read,
                   act_to_decide(*at.vault, shown, policies::Choice::kApprove, at.in_force,
                                 doing.host.context().clock.now()));
        all.words += read.act + read.profile + read.change + "\n";
        if (read.of_another_policy)
          all.words += "  WARNING: it was proposed under another policy than the one in force\n";
      }
      all.acts.push_back(std::move(shown));
    }
  }
  return all;
}

// The leaf of his approval, if there is one.
std::optional<std::uint64_t> approval_of(const ActRecord& act, const std::string& person) {
  std::optional<std::uint64_t> leaf;
  for (const custody::RecordedDecision& one : act.decisions) {
    if (one.statement.person != person) continue;
    leaf = one.statement.choice == policies::Choice::kApprove ? std::optional(one.leaf_index)
                                                              : std::nullopt;
  }
  return leaf;
}

Result<void> approve_one(const Doing& doing, const AtVault& at, const ShownAct& shown,
                         const Signing& by) {
  const std::string& person = by.person->id;
  auto leaf = approval_of(shown.record, person);
  if (!leaf) {
    const policies::QuorumRule* const rule = at.in_force.policy.rule(shown.record.act.type());
    std::optional<std::string> seat;
    if (rule != nullptr) {
      const auto seats = seats_for(at.in_force.policy, *rule, doing.doers);
      if (const auto his = seats.find(person); his != seats.end()) seat = his->second;
    }
    DecisionTerms terms{policies::Choice::kApprove, {}, {}};
    PYX_ASSIGN(terms.role,
               seat_of(at.in_force.policy, *by.person, shown.record.act, terms.choice, seat));
    PYX_ASSIGN(const ActRecord decided, decide(*at.vault, at.info, shown, *by.person, *by.signer,
                                               terms, doing.host.context().clock.now()));
    leaf = approval_of(decided, person);
    if (!leaf) return error(Code::kBug, "the vault shows no approval by " + person);
  }
  return write_act(doing, at, shown.record.act.id, ActEvent::kDecided, *leaf);
}

}  // namespace

Result<void> approve_acts(const Doing& doing) {
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  PYX_ASSIGN(const ToApprove all, acts_to_approve(doing, at));
  for (const std::string& person : doing.doers) {
    const bool has_all = std::ranges::all_of(
        all.acts, [&](const ShownAct& act) { return approval_of(act.record, person).has_value(); });
    PYX_ASSIGN(const Signing by, signing(doing, at, person));
    const Names him = {person};
    if (!has_all) PYX_TRY(doing.agreed_by(him, "he approves", all.words));
    for (const ShownAct& act : all.acts) PYX_TRY(approve_one(doing, at, act, by));
  }
  return {};
}

Result<Found> look_at_approved(const Standing& standing) {
  PYX_ASSIGN(const AtVault at, at_vault(standing));
  std::size_t wanted = 0;
  std::size_t there = 0;
  for (const std::string& name : standing.step.texts("acts")) {
    PYX_ASSIGN(const auto records, acts_named(standing, at, name));
    for (const ActRecord& record : records) {
      wanted += standing.doers.size();
      for (const std::string& person : standing.doers) there += approval_of(record, person) ? 1 : 0;
    }
  }
  const std::string count =
      std::to_string(there) + " of " + std::to_string(wanted) + " approvals are in the vault's log";
  return there == wanted ? found_done(count) : found_not_done(count);
}

}  // namespace pyx::ceremony::steps
