#include "ceremony/cli/act_decision.h"

#include <utility>
#include <vector>

#include "ceremony/cli/list_text.h"
#include "custody/acts/decision_statement.h"

namespace pyx::ceremony {

using policies::ActType;
using policies::Choice;

Result<ActToDecide> act_to_decide(custody::VaultAccess& vault, const ShownAct& shown, Choice choice,
                                  const PolicyInForce& in_force, Time now) {
  ActToDecide read;
  read.act = shown.plain_words;
  PYX_ASSIGN(read.profile, profile_in_words(vault, shown.record.act, in_force));
  auto change = change_in_words(vault, shown.record.act, std::nullopt, in_force, now);
  // Who says no need not have seen what he says no to.
  if (!change && choice == Choice::kApprove) return std::move(change).error();
  read.change = change ? std::move(*change) : describe(change.error()) + "\n";
  read.of_another_policy = shown.record.act.policy != in_force.policy.digest;
  return read;
}

bool is_irreversible(ActType type) {
  switch (type) {
    case ActType::kKeyRetire:
    case ActType::kKeyDestroy:
    case ActType::kPolicyChange:
    case ActType::kLogRotate:
    case ActType::kCoinsRefund:
    case ActType::kReservationFree:
    case ActType::kBackupRestore:
    case ActType::kSharesReshare:
    case ActType::kBackupRewrap:
    case ActType::kCopyDestroy:
    case ActType::kTokenReplace:
    case ActType::kStateAccept:
      return true;
    case ActType::kKeyGenerate:
    case ActType::kKeyActivate:
    case ActType::kThaw:
    case ActType::kKeysSchedule:
    case ActType::kBudgetSet:
    case ActType::kClockAccept:
    case ActType::kBackupCreate:
    case ActType::kBackupProve:
      return false;
  }
  return true;
}

Result<std::string> seat_of(const policies::Policy& policy, const policies::Person& person,
                            const custody::Act& act, Choice choice,
                            const std::optional<std::string>& named) {
  if (named) return *named;
  const policies::QuorumRule* const rule = policy.rule(act.type());
  std::vector<std::string> fitting;
  if (rule != nullptr) {
    for (const policies::Seats& seats : rule->seats) {
      if (person.has_role(seats.role)) fitting.push_back(seats.role);
    }
  }
  if (fitting.size() == 1) return fitting.front();
  // Who withdraws his own proposal has no seat.
  if (choice == Choice::kWithdraw && person.id == act.proposer) return std::string();
  if (fitting.empty()) {
    return refused("ACT-QUORUM",
                   person.id + " has no seat in the quorum of " + std::string(to_text(act.type())));
  }
  return error(Code::kBadInput,
               person.id + " could decide as " + joined(fitting) + "; say which with --role");
}

Result<custody::ActRecord> decide(custody::VaultAccess& vault, const custody::VaultInfo& info,
                                  const ShownAct& shown, const policies::Person& person,
                                  const Signer& signer, const DecisionTerms& terms, Time now) {
  custody::DecisionStatement statement;
  statement.vault = info.id;
  statement.act = shown.record.proposal.payload;
  statement.choice = terms.choice;
  statement.person = person.id;
  statement.role = terms.role;
  statement.time = now;
  statement.nonce = fresh_nonce();
  statement.reason = terms.reason;
  PYX_ASSIGN(const custody::Envelope envelope,
             signer.sign_statement(custody::encode_decision(statement)));
  return vault.decide(shown.record.act.id, envelope);
}

}  // namespace pyx::ceremony
