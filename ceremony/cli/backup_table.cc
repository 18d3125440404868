#include "ceremony/cli/backup_table.h"

#include <utility>

#include "ceremony/cli/find_backup.h"
#include "ceremony/cli/record_view.h"

namespace pyx::ceremony {

Result<TableAsk> table_ask(const Arguments& given) {
  TableAsk ask;
  PYX_ASSIGN(ask.act, given.uuid("--act"));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.out, hand_out(given));
  PYX_ASSIGN(ask.sealed, sealed_shares(given));
  return ask;
}

std::vector<FlagSpec> act_and(std::vector<FlagSpec> own) {
  return with(with(vault_place_flags(), std::move(own)),
              {{"--act", "ID", "the act, whose quorum is reached", Need::kRequired}});
}

std::vector<FlagSpec> wrapping_flags() {
  return {so_pin_flag(
              "the SO PIN of the vault's token: file:PATH, fd:N, prompt: or shares:RECORD, whose "
              "holders then type their shares",
              Need::kRequired),
          {"--dice", "SOURCE",
           "what people threw, mixed into the wrap key: file:PATH, fd:N or "
           "prompt:"}};
}

Result<void> read_wrapping_flags(const Arguments& given, TableAsk& into) {
  PYX_ASSIGN(into.so_pin, so_pin_place(given));
  if (given.has("--dice")) {
    PYX_ASSIGN(into.dice, given.secret_source("--dice"));
  }
  return {};
}

Result<AtTable> sit_down(const TableAsk& ask, Context& context) {
  AtTable table;
  PYX_ASSIGN(table.vault, context.open_vault(ask.place));
  PYX_ASSIGN(table.desk, table_of(*table.vault));
  PYX_ASSIGN(table.act, act_to_show(*table.vault, ask.act));
  context.output.show(table.act.plain_words);
  return table;
}

Result<HoldersAtTable> table_for(const TableAsk& ask, AtTable& table, Context& context) {
  PYX_ASSIGN(const custody::VaultInfo info, table.vault->info());
  HandOut out = ask.out;
  out.vault_name = info.name;
  return HoldersAtTable(
      std::move(out), ask.sealed, context.share_terminal,
      [&output = context.output](std::string_view sentence) { output.say(sentence); },
      context.clock);
}

Result<void> check_reaches_all(const TableAsk& ask, const custody::SharePlan& plan,
                               const std::vector<std::string>& certificates, Context& context) {
  PYX_TRY(check_reaches(ask.out, plan, context.share_terminal != nullptr));
  for (const std::string& sentence : certificates) context.output.say(sentence);
  return {};
}

Result<WrappingSecrets> ask_wrapping_secrets(const TableAsk& ask, const pkcs11::TokenUri& token,
                                             Context& context) {
  PYX_ASSIGN(pkcs11::Pin so_pin,
             read_so_pin(ask.so_pin, token, "SO PIN of the vault's token", context));
  WrappingSecrets secrets{std::move(so_pin), std::nullopt};
  if (ask.dice) {
    PYX_ASSIGN(secrets.dice, read_secret(*ask.dice, "what the dice showed, 99 throws or more"));
  }
  return secrets;
}

Result<TableAsk> pin_at_hand(TableAsk ask) {
  if (!std::holds_alternative<SecretSource::Descriptor>(ask.place.pin.where)) return ask;
  PYX_ASSIGN(SecretBytes secret, read_secret(ask.place.pin, "user PIN of the vault's token"));
  ask.place.pin_at_hand = std::make_shared<const pkcs11::Pin>(std::move(secret));
  return ask;
}

Result<pkcs11::Pin> ask_user_pin_again(const TableAsk& ask) {
  if (ask.place.pin_at_hand) return another(*ask.place.pin_at_hand);
  PYX_ASSIGN(SecretBytes pin, read_secret(ask.place.pin,
                                          "user PIN of the vault's token, once "
                                          "more: it wraps the keys"));
  return pkcs11::Pin(std::move(pin));
}

custody::KeyWrapper wrapper(const pkcs11::TokenUri& token, const pkcs11::Pin& so_pin,
                            std::function<Result<pkcs11::Pin>()> user_pin) {
  return [&token, &so_pin, user_pin = std::move(user_pin)](
             const SecretBytes& wrap_key,
             std::span<const pkcs11::KeySpec> specs) -> Result<pkcs11::WrappedKeys> {
    PYX_ASSIGN(const pkcs11::Pin pin, user_pin());
    return pkcs11::wrap_keys(token, so_pin, pin, wrap_key, specs);
  };
}

SecondUse second_use_of(const custody::BackupRestore& act) {
  return act.way == custody::RestoreWay::kHostMediated ? SecondUse::kRestoreThroughHost
                                                       : SecondUse::kRestore;
}

custody::OpenSecondToken opener(const TableAsk& ask, Context& context, SecondUse use,
                                const pkcs11::Pin& pin) {
  SecondTokenPlan plan;
  plan.program = context.second_token_program;
  plan.uri = ask.second.token;
  plan.use = use;
  return [plan, &pin, &output = context.output](const SecretBytes& wrap_key) {
    output.say("opening the second token, in a process of its own");
    return open_second_token(plan, pin, wrap_key);
  };
}

Result<Outcome> ended(const TableAsk& ask, AtTable& table, Context& context,
                      Result<custody::ActRecord> done, std::vector<std::string> next) {
  if (!done) {
    const auto record = table.vault->act(ask.act);
    if (record && record->state == custody::ActState::kExecuting) {
      context.output.say(
          "the act was begun and is not done: call this again, or give it up: pyx "
          "backup give-up --act " +
          ask.act.text() + place_words(ask.place));
    }
    return std::move(done).error();
  }
  Outcome outcome;
  outcome.data = to_json(*done);
  outcome.text = act_progress(*done);
  outcome.words = std::move(next);
  if (done->state != custody::ActState::kExecuted) outcome.exit = ExitCode::kFailed;
  return outcome;
}

std::string acknowledge_words(const TableAsk& ask, const Uuid& backup) {
  return "next, each holder: pyx share acknowledge --backup " + backup.text() + " --key FILE" +
         place_words(ask.place);
}

}  // namespace pyx::ceremony
