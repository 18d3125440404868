// pyx act approve, refuse and withdraw: one person's signed decision on the very bytes of an act.

#include <utility>

#include "ceremony/cli/act_decision.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/confirm.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/reason_flag.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_person.h"

namespace pyx::ceremony {
namespace {

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

Result<void> show(const ShownAct& shown, const DecideAsk& ask, const PolicyInForce& in_force,
                  custody::VaultAccess& vault, Context& context) {
  PYX_ASSIGN(const ActToDecide read,
             act_to_decide(vault, shown, ask.choice, in_force, context.clock.now()));
  context.output.show(read.act);
  context.output.show(read.profile);
  context.output.show(read.change);
  if (read.of_another_policy) {
    context.output.say("warning: the act was proposed under another policy than the one in force");
  }
  if (ask.choice == Choice::kApprove && is_irreversible(shown.record.act.type())) {
    return confirm(context, "approve", ask.yes);
  }
  return {};
}

Result<Outcome> run_act_decision(const DecideAsk& ask, Context& context) {
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
  DecisionTerms decision{ask.choice, {}, ask.reason};
  PYX_ASSIGN(decision.role,
             seat_of(in_force.policy, *person, shown.record.act, ask.choice, ask.role));
  PYX_ASSIGN(const custody::ActRecord record,
             decide(*vault, info, shown, *person, *signer, decision, context.clock.now()));

  Outcome outcome;
  outcome.data = to_json(record);
  outcome.data["person"] = person->id;
  outcome.data["role"] = decision.role;
  outcome.text = act_progress(record);
  outcome.words = next_steps(record, ask.place);
  const std::string as = decision.role.empty() ? "" : " as " + decision.role;
  outcome.words.insert(outcome.words.begin(), "recorded: " + person->id + as + " says " +
                                                  std::string(to_text(ask.choice)));
  return outcome;
}

Result<Run> prepare_act_decision(const Arguments& given, Choice choice) {
  DecideAsk ask;
  ask.choice = choice;
  PYX_ASSIGN(ask.id, given.uuid("ID"));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.signer, signer_place(given));
  if (given.has("--role")) ask.role = given.text("--role");
  PYX_ASSIGN(ask.reason, reason_of(given));
  ask.yes = given.has("--yes") ? Yes::kGiven : Yes::kAsk;
  return Run([ask](Context& context) { return run_act_decision(ask, context); });
}

Result<Run> prepare_act_approve(const Arguments& given) {
  return prepare_act_decision(given, Choice::kApprove);
}
Result<Run> prepare_act_refuse(const Arguments& given) {
  return prepare_act_decision(given, Choice::kRefuse);
}
Result<Run> prepare_act_withdraw(const Arguments& given) {
  return prepare_act_decision(given, Choice::kWithdraw);
}

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
           prepare_act_approve},
          {"act", "refuse", "sign a refusal of an act", {id}, decide_flags(), prepare_act_refuse},
          {"act",
           "withdraw",
           "take back one's own decision, or one's own proposal",
           {id},
           decide_flags(),
           prepare_act_withdraw}};
}

}  // namespace pyx::ceremony
