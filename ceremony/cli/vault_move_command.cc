// pyx vault move: the vault goes on on another token, planned or after its own was lost.

#include <algorithm>
#include <utility>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/share_flags.h"
#include "custody/token_desk.h"

namespace pyx::ceremony {
namespace {

struct VaultMoveAsk {
  VaultPlace place;
  Uuid act;
  std::optional<TokenPlace> token;
  bool give_up = false;
};

struct Desk {
  std::unique_ptr<custody::VaultAccess> vault;
  custody::TokenDesk* desk = nullptr;
};
Result<Desk> sit_down(const VaultMoveAsk& ask, Context& context) {
  Desk at;
  PYX_ASSIGN(at.vault, context.open_vault(ask.place));
  at.desk = at.vault->token_desk();
  if (at.desk == nullptr) {
    return error(Code::kBadInput,
                 "a vault moves at its own host: stop pyxd there, and say --dir in place of "
                 "--server");
  }
  PYX_ASSIGN(const ShownAct shown, act_to_show(*at.vault, ask.act));
  context.output.show(shown.plain_words);
  return at;
}

custody::NewToken new_token(const TokenPlace& place, Context& context) {
  return {pkcs11::to_text(place.token), [&context, place](const std::string&) {
            return context.open_token(place.token, place.pin);
          }};
}

std::string again(const VaultMoveAsk& ask) {
  return "pyx vault move --act " + ask.act.text() + place_words(ask.place);
}

// What was begun and is not done.
Error cut_off(const VaultMoveAsk& ask, Desk& at, Context& context, Error why) {
  const auto record = at.vault->act(ask.act);
  if (record && record->state == custody::ActState::kExecuting) {
    context.output.say(
        "the move was begun and is not done, and the vault is on its old token: "
        "call this again, or give it up: " +
        again(ask) + " --give-up --new-token URI");
  } else if (record && record->state == custody::ActState::kExecuted) {
    context.output.say("the vault is on its new token; call this again, so that it finds it");
  }
  return why;
}

// Keys that are on a token which the vault has left.
std::vector<std::string> left_behind(const std::vector<custody::KeyRecord>& keys) {
  std::vector<std::string> ids;
  for (const custody::KeyRecord& key : keys) {
    if (key.left_behind && key.state != custody::KeyState::kDestroyed) ids.push_back(key.id.text());
  }
  return ids;
}

// What was cut off on the old token, and ended with the move.
Result<std::vector<std::string>> ended_with(const custody::ActRecord& move,
                                            custody::VaultAccess& vault) {
  PYX_ASSIGN(const std::vector<custody::ActRecord> acts, vault.acts());
  std::vector<std::string> words;
  for (const custody::ActRecord& act : acts) {
    if (act.act.id == move.act.id || act.closing_leaf != move.closing_leaf) continue;
    words.push_back("act " + act.act.id.text() + " (" +
                    std::string(policies::to_text(act.act.type())) +
                    "), which was cut off on the old token, is recorded as failed: propose it anew "
                    "if it is still wanted");
  }
  return words;
}

std::string left_words(const std::string& id, const VaultPlace& place) {
  return "left behind: key " + id + "; what to do: pyx key show " + id + place_words(place);
}

Result<Outcome> run_vault_move(const VaultMoveAsk& ask, Context& context) {
  PYX_ASSIGN(Desk at, sit_down(ask, context));
  context.output.say(
      "opening the new token, trying which rules it enforces, making the log key and the canary "
      "key on it");
  auto done = at.desk->replace(ask.act, new_token(*ask.token, context));
  if (!done) return cut_off(ask, at, context, std::move(done).error());
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, at.vault->keys());
  const std::vector<std::string> behind = left_behind(keys);
  Outcome outcome;
  outcome.data = to_json(*done);
  outcome.text = act_progress(*done);
  json::array ids;
  for (const std::string& id : behind) {
    ids.emplace_back(id);
    outcome.words.push_back(left_words(id, ask.place));
  }
  outcome.data["left_behind"] = std::move(ids);
  PYX_ASSIGN(const std::vector<std::string> ended, ended_with(*done, *at.vault));
  outcome.words.insert(outcome.words.end(), ended.begin(), ended.end());
  outcome.words.emplace_back(
      "checkpoints are signed by a new log key: export the log, and hand its log.vkey to clients "
      "and witnesses; next: pyx log export DIR" +
      place_words(ask.place));
  outcome.words.emplace_back(
      "pyxd needs the new token's PIN: see to pin_source. The old token, if it is there, is "
      "refused from now on, and still holds keys: lock it away, or initialise it anew with its "
      "maker's tool (pyx token wipe leaves a token with a vault's marker alone)");
  return outcome;
}

Result<Outcome> run_vault_give_up(const VaultMoveAsk& ask, Context& context) {
  PYX_ASSIGN(const Desk at, sit_down(ask, context));
  std::optional<custody::NewToken> on;
  if (ask.token) on = new_token(*ask.token, context);
  PYX_TRY(at.desk->give_up(ask.act, on));
  Outcome outcome;
  outcome.data["act"] = ask.act.text();
  outcome.words = {"act " + ask.act.text() +
                   " is recorded as failed; the vault is on its old token"};
  if (!ask.token) {
    outcome.words.emplace_back(
        "what it may have left on the new token is still there: initialise that token anew, with "
        "its maker's tool, before it is used for anything");
  }
  return outcome;
}

Result<Run> prepare_vault_move(const Arguments& given) {
  VaultMoveAsk ask;
  PYX_ASSIGN(ask.act, given.uuid("--act"));
  PYX_ASSIGN(ask.place, vault_place(given));
  ask.give_up = given.has("--give-up");
  if (given.has("--new-token")) {
    PYX_ASSIGN(ask.token, token_behind(given, "--new-token", "--new-pin-source"));
  } else if (!ask.give_up) {
    return bad_argument("--new-token", "is needed: the token that the act names");
  }
  return Run([ask](Context& context) {
    return ask.give_up ? run_vault_give_up(ask, context) : run_vault_move(ask, context);
  });
}

}  // namespace

Commands vault_move_commands() {
  return {{"vault",
           "move",
           "go on on another token, by an act token.replace; the old token is not needed",
           {},
           with(vault_place_flags(),
                {{"--act", "ID", "the act, whose quorum is reached", Need::kRequired},
                 {"--new-token", "URI",
                  "the token that the act names, 'pkcs11:serial=SERIAL?module-path=PATH'"},
                 {"--new-pin-source", "SOURCE",
                  "its user PIN: file:PATH, fd:N or prompt: (the default)"},
                 {"--give-up", "",
                  "record that the act failed; with --new-token what it left there is destroyed"}}),
           prepare_vault_move}};
}

}  // namespace pyx::ceremony
