// pyx act approve, refuse and withdraw: one person's signed decision on the very bytes of an act.

#include <algorithm>
#include <utility>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/confirm.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/list_text.h"
#include "ceremony/cli/reason_flag.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_person.h"

namespace pyx::ceremony {
namespace {

using policies::ActType;
using policies::Choice;

struct DecideAsk {
  VaultPlace place;
  SignerPlace signer;
  Uuid id;
  Choice choice = Choice::kRefuse;
  std::optional<std::string> role;
  std::string reason;
  Yes yes = Yes::kAsk;
};

// What an approval helps to do for good.
bool irreversible(ActType type) {
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

// The seat that the person decides for: as typed, or the only one that fits.
Result<std::string> seat_of(const policies::Policy& policy, const policies::Person& person,
                            const custody::Act& act, const DecideAsk& ask) {
  if (ask.role) return *ask.role;
  const policies::QuorumRule* const rule = policy.rule(act.type());
  std::vector<std::string> fitting;
  if (rule != nullptr) {
    for (const policies::Seats& seats : rule->seats) {
      if (person.has_role(seats.role)) fitting.push_back(seats.role);
    }
  }
  if (fitting.size() == 1) return fitting.front();
  // Who withdraws his own proposal has no seat.
  if (ask.choice == Choice::kWithdraw && person.id == act.proposer) return std::string();
  if (fitting.empty()) {
    return refused("ACT-QUORUM",
                   person.id + " has no seat in the quorum of " + std::string(to_text(act.type())));
  }
  return error(Code::kBadInput,
               person.id + " could decide as " + joined(fitting) + "; say which with --role");
}

Result<void> show(const ShownAct& shown, const DecideAsk& ask, const PolicyInForce& in_force,
                  custody::VaultAccess& vault, Context& context) {
  context.output.show(shown.plain_words);
  PYX_ASSIGN(const std::string profile, profile_in_words(vault, shown.record.act, in_force));
  context.output.show(profile);
  const auto change =
      change_in_words(vault, shown.record.act, std::nullopt, in_force, context.clock.now());
  // Who says no need not have seen what he says no to.
  if (!change && ask.choice == Choice::kApprove) return change.error();
  context.output.show(change ? *change : describe(change.error()) + "\n");
  if (shown.record.act.policy != in_force.policy.digest) {
    context.output.say("warning: the act was proposed under another policy than the one in force");
  }
  if (ask.choice == Choice::kApprove && irreversible(shown.record.act.type())) {
    return confirm(context, "approve", ask.yes);
  }
  return {};
}

Result<Outcome> run(const DecideAsk& ask, Context& context) {
  PYX_TRY(check_signer(ask.signer, context.output));
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  PYX_ASSIGN(const ShownAct shown, act_to_show(*vault, ask.id));
  PYX_TRY(show(shown, ask, in_force, *vault, context));

  // The passphrase comes after what is signed was shown: typing it is the consent.
  PYX_ASSIGN(const auto signer, open_signer(ask.signer, context.output));
  PYX_ASSIGN(const policies::Person* const person,
             signing_person(in_force.policy, *signer, ask.signer, info.token_serials));
  custody::DecisionStatement decision;
  decision.vault = info.id;
  decision.act = shown.record.proposal.payload;
  decision.choice = ask.choice;
  decision.person = person->id;
  PYX_ASSIGN(decision.role, seat_of(in_force.policy, *person, shown.record.act, ask));
  decision.time = context.clock.now();
  decision.nonce = fresh_nonce();
  decision.reason = ask.reason;
  PYX_ASSIGN(const custody::Envelope envelope,
             signer->sign_statement(custody::encode_decision(decision)));
  PYX_ASSIGN(const custody::ActRecord record, vault->decide(ask.id, envelope));

  Outcome outcome;
  outcome.data = to_json(record);
  outcome.data["person"] = decision.person;
  outcome.data["role"] = decision.role;
  outcome.text = act_progress(record);
  outcome.words = next_steps(record, ask.place);
  const std::string as = decision.role.empty() ? "" : " as " + decision.role;
  outcome.words.insert(outcome.words.begin(), "recorded: " + person->id + as + " says " +
                                                  std::string(to_text(ask.choice)));
  return outcome;
}

Result<Run> prepare(const Arguments& given, Choice choice) {
  DecideAsk ask;
  ask.choice = choice;
  PYX_ASSIGN(ask.id, given.uuid("ID"));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.signer, signer_place(given));
  if (given.has("--role")) ask.role = given.text("--role");
  PYX_ASSIGN(ask.reason, reason_of(given));
  ask.yes = given.has("--yes") ? Yes::kGiven : Yes::kAsk;
  return Run([ask](Context& context) { return run(ask, context); });
}

Result<Run> prepare_approve(const Arguments& given) { return prepare(given, Choice::kApprove); }
Result<Run> prepare_refuse(const Arguments& given) { return prepare(given, Choice::kRefuse); }
Result<Run> prepare_withdraw(const Arguments& given) { return prepare(given, Choice::kWithdraw); }

std::vector<FlagSpec> decide_flags() {
  return with(
      with(vault_place_flags(),
           {{"--role", "ROLE", "the seat to decide for; needed if several fit"}, reason_flag()}),
      signer_flags());
}

}  // namespace

Commands act_decide_commands() {
  const WordSpec id = {"ID", "the act's id, as pyx act list shows it"};
  return {{"act",
           "approve",
           "sign an approval of an act, after it was shown in plain words",
           {id},
           with({yes_flag()}, decide_flags()),
           prepare_approve},
          {"act", "refuse", "sign a refusal of an act", {id}, decide_flags(), prepare_refuse},
          {"act",
           "withdraw",
           "take back one's own decision, or one's own proposal",
           {id},
           decide_flags(),
           prepare_withdraw}};
}

}  // namespace pyx::ceremony
