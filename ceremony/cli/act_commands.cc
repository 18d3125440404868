// pyx act list, show and execute: acts as the vault has them.

#include <utility>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/record_view.h"

namespace pyx::ceremony {
namespace {

struct ListAsk {
  VaultPlace place;
  bool open_only = false;
};

struct ActAsk {
  VaultPlace place;
  Uuid id;
};

bool is_open(const custody::ActRecord& act) {
  return act.state == custody::ActState::kOpen || act.state == custody::ActState::kExecuting;
}

Result<Outcome> run_act_list(const ListAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(std::vector<custody::ActRecord> acts, vault->acts());
  if (ask.open_only) {
    std::erase_if(acts, [](const custody::ActRecord& act) { return !is_open(act); });
  }
  Outcome outcome;
  json::array list;
  for (const custody::ActRecord& act : acts) list.push_back(to_json(act));
  outcome.data["acts"] = std::move(list);
  if (acts.empty()) {
    outcome.words.push_back(ask.open_only ? "no act is open" : "there are no acts");
  } else {
    outcome.text = act_table(acts);
  }
  return outcome;
}

// What the act would change; of a closed one there is nothing to compare any more.
Result<std::string> change_of(custody::VaultAccess& vault, const ShownAct& shown,
                              const PolicyInForce& in_force, Context& context) {
  if (!is_open(shown.record)) return std::string();
  return change_in_words(vault, shown.record.act, std::nullopt, in_force, context.clock.now());
}

Result<Outcome> run_act_show(const ActAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const ShownAct shown, act_to_show(*vault, ask.id));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  PYX_ASSIGN(const std::string profile, profile_in_words(*vault, shown.record.act, in_force));
  PYX_ASSIGN(const std::string change, change_of(*vault, shown, in_force, context));
  Outcome outcome;
  outcome.data = to_json(shown.record);
  outcome.data["plain_words"] = shown.plain_words;
  outcome.data["profile_words"] = profile;
  outcome.data["change_words"] = change;
  outcome.text = shown.plain_words + profile + change + "\n" + act_progress(shown.record);
  outcome.words = next_steps(shown.record, ask.place);
  return outcome;
}

Result<Outcome> run_act_execute(const ActAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const ShownAct shown, act_to_show(*vault, ask.id));
  context.output.show(shown.plain_words);
  context.output.say("executing the act, once");
  PYX_ASSIGN(const custody::ActRecord done, vault->execute(ask.id));
  Outcome outcome;
  outcome.data = to_json(done);
  outcome.text = act_progress(done);
  outcome.words = next_steps(done, ask.place);
  // A token that could not do it is an answer of the vault, and a failure for whoever typed.
  if (done.state != custody::ActState::kExecuted) outcome.exit = ExitCode::kFailed;
  return outcome;
}

Result<Run> prepare_act_list(const Arguments& given) {
  ListAsk ask;
  PYX_ASSIGN(ask.place, vault_place(given));
  ask.open_only = given.has("--open");
  return Run([ask](Context& context) { return run_act_list(ask, context); });
}

Result<ActAsk> act_ask(const Arguments& given) {
  ActAsk ask;
  PYX_ASSIGN(ask.id, given.uuid("ID"));
  PYX_ASSIGN(ask.place, vault_place(given));
  return ask;
}

Result<Run> prepare_act_show(const Arguments& given) {
  PYX_ASSIGN(const ActAsk ask, act_ask(given));
  return Run([ask](Context& context) { return run_act_show(ask, context); });
}

Result<Run> prepare_act_execute(const Arguments& given) {
  PYX_ASSIGN(const ActAsk ask, act_ask(given));
  return Run([ask](Context& context) { return run_act_execute(ask, context); });
}

}  // namespace

Commands act_commands() {
  const WordSpec id = {"ID", "the act's id, as pyx act list shows it"};
  return {{"act",
           "list",
           "list the acts, oldest first",
           {},
           with(vault_place_flags(), {{"--open", "", "only acts that can still be decided"}}),
           prepare_act_list},
          {"act",
           "show",
           "show an act in plain words, its state and what is missing",
           {id},
           vault_place_flags(),
           prepare_act_show},
          {"act",
           "execute",
           "execute an act whose quorum is reached, once",
           {id},
           vault_place_flags(),
           prepare_act_execute}};
}

}  // namespace pyx::ceremony
