// pyx act propose: puts an act together, shows it, signs it, and hands it in.

#include <utility>

#include "ceremony/cli/act_proposal.h"
#include "ceremony/cli/act_view.h"
#include "ceremony/cli/budget_file.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/planned_token.h"
#include "ceremony/cli/proposal_flags.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_person.h"

namespace pyx::ceremony {
namespace {

using policies::ActType;

struct ProposeAsk {
  VaultPlace place;
  SignerPlace signer;
  ProposalAsk what;
  ProposalTerms terms;
};

Result<ProposeAsk> parse(const Arguments& given) {
  ProposeAsk ask;
  PYX_ASSIGN(ask.what, proposal_ask(given));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.signer, signer_place(given));
  PYX_ASSIGN(ask.terms.not_before, given.time_if("--not-before"));
  PYX_ASSIGN(ask.terms.lifetime, given.duration_if("--lifetime"));
  return ask;
}

void put_matrix_hint(Outcome& outcome, const ProposalAsk& ask) {
  const bool brings_keys =
      ask.type == ActType::kBackupProve ||
      (ask.type == ActType::kBackupRestore && ask.way == custody::RestoreWay::kInToken);
  if (!brings_keys || !ask.matrix_file.empty()) return;
  outcome.words.push_back(
      "no token matrix was named: whether the keys come back on that token shows only at the "
      "table; pyx token matrix --out FILE finds out before, and --matrix FILE holds the act to it");
}

void put_made_key(Outcome& outcome, const custody::Act& act) {
  std::optional<Uuid> key;
  if (const auto* made = std::get_if<custody::KeyGenerate>(&act.parameters)) key = made->key;
  if (const auto* made = std::get_if<custody::LogRotate>(&act.parameters)) key = made->key;
  if (!key) return;
  outcome.data["key"] = key->text();
  outcome.words.insert(outcome.words.begin(), "the new key will have the id " + key->text());
}

void put_backup(Outcome& outcome, const custody::Act& act) {
  std::optional<Uuid> backup;
  if (const auto* made = std::get_if<custody::BackupCreate>(&act.parameters)) backup = made->backup;
  if (const auto* made = std::get_if<custody::BackupRewrap>(&act.parameters)) backup = made->backup;
  if (!backup) return;
  outcome.data["backup"] = backup->text();
  outcome.words.insert(outcome.words.begin(), "the backup will have the id " + backup->text());
}

void put_move(Outcome& outcome, const custody::Act& act) {
  const auto* move = std::get_if<custody::TokenReplace>(&act.parameters);
  if (move == nullptr) return;
  outcome.data["token_serial"] = move->token.serial;
  outcome.data["log_key"] = move->log_key.text();
  outcome.data["checkpoint_size"] = move->checkpoint.size;
}

void put_scheduled_keys(Outcome& outcome, const Proposal& made, const VaultPlace& place) {
  if (made.keys.empty()) return;
  json::array list;
  for (const custody::ScheduledKey& key : made.keys) {
    json::object entry;
    entry["key"] = key.key.text();
    entry["denomination"] = key.denomination;
    entry["period"] = key.period;
    list.push_back(std::move(entry));
  }
  outcome.data["keys"] = std::move(list);
  outcome.data["more_keys"] = made.more_keys;
  if (made.more_keys > 0) {
    outcome.words.push_back(std::to_string(made.more_keys) +
                            " more keys are wanted than one act makes: once this act is executed, "
                            "repeat pyx act propose keys.schedule --ahead --key FILE" +
                            place_words(place));
  }
}

// Budgets that cannot be read are wrong words, as a wrong flag is.
Result<void> check_budgets(const ProposalAsk& ask) {
  if (ask.type != ActType::kBudgetSet) return {};
  PYX_TRY(read_budgets(ask.budgets_file));
  return {};
}

Result<Outcome> run_act_proposal(const ProposeAsk& ask, Context& context) {
  if (const auto budgets = check_budgets(ask.what);
      !budgets && budgets.error().code == Code::kBadInput) {
    return wrong_input(budgets.error());
  }
  PYX_TRY(check_second_token(ask.what, context.output));
  PYX_TRY(check_signer(ask.signer, context.output));
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  PYX_ASSIGN(const Proposal made,
             put_together(ask.what, ask.terms, *vault, info, in_force, context));
  context.output.show(made.change);

  PYX_ASSIGN(const auto signer, open_signer(ask.signer, context.output));
  PYX_ASSIGN(const policies::Person* const person,
             signing_person(in_force.policy, *signer, ask.signer, info.token_serials));
  const auto show = [&](const std::string& words) -> Result<void> {
    context.output.show(words);
    return {};
  };
  PYX_ASSIGN(const custody::ActRecord record,
             propose(made, person->id, *signer, *vault, in_force, show));

  Outcome outcome;
  outcome.data = to_json(record);
  outcome.text = made.act.id.text() + "\n";
  outcome.words = next_steps(record, ask.place);
  put_made_key(outcome, made.act);
  put_backup(outcome, made.act);
  put_move(outcome, made.act);
  put_scheduled_keys(outcome, made, ask.place);
  put_matrix_hint(outcome, ask.what);
  outcome.words.insert(outcome.words.begin(), person->id + " has proposed the act above");
  return outcome;
}

Result<Run> prepare_act_proposal(const Arguments& given) {
  PYX_ASSIGN(const ProposeAsk ask, parse(given));
  return Run([ask](Context& context) { return run_act_proposal(ask, context); });
}

}  // namespace

Commands act_propose_commands() {
  std::vector<FlagSpec> flags =
      with({{"--not-before", "TIME", "executed no earlier, 2026-11-23T09:00:00Z; now if left out"},
            {"--lifetime", "DURATION", "shorter than the policy's rule: 90s, 15m, 24h, 7d"}},
           proposal_flags());
  return {{"act",
           "propose",
           "propose an act; its bytes are fixed from then on",
           {proposal_word()},
           with(with(vault_place_flags(), std::move(flags)), signer_flags()),
           prepare_act_proposal}};
}

}  // namespace pyx::ceremony
