// pyx backup create, prove and restore, and pyx share reshare: what is done with the holders of
// shares at the table.

#include <utility>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/find_backup.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/share_flags.h"
#include "ceremony/holders_at_table.h"
#include "ceremony/second_token_process.h"
#include "custody/backup_desk.h"

namespace pyx::ceremony {
namespace {

struct TableAsk {
  VaultPlace place;
  Uuid act;
  HandOut out;                       // create, reshare
  std::vector<SealedShare> sealed;   // prove, restore, reshare
  SecretSource so_pin;               // create
  std::optional<SecretSource> dice;  // create
  TokenPlace second;                 // prove, restore
};

// What the act is, shown again to those who sit down, and the plan by which shares are handed out.
struct Table {
  std::unique_ptr<custody::VaultAccess> vault;
  custody::BackupDesk* desk = nullptr;
  ShownAct act;
};
Result<Table> sit_down(const TableAsk& ask, Context& context) {
  Table table;
  PYX_ASSIGN(table.vault, context.open_vault(ask.place));
  PYX_ASSIGN(table.desk, table_of(*table.vault));
  PYX_ASSIGN(table.act, act_to_show(*table.vault, ask.act));
  context.output.show(table.act.plain_words);
  return table;
}

Result<HoldersAtTable> table_for(const TableAsk& ask, Table& table, Context& context) {
  PYX_ASSIGN(const custody::VaultInfo info, table.vault->info());
  HandOut out = ask.out;
  out.vault_name = info.name;
  return HoldersAtTable(
      std::move(out), ask.sealed, context.share_terminal,
      [&output = context.output](std::string_view sentence) { output.say(sentence); },
      context.clock);
}

template <class Parameters>
Result<const Parameters*> parameters_of(const Table& table) {
  const custody::Act& act = table.act.record.act;
  const auto* const parameters = std::get_if<Parameters>(&act.parameters);
  if (parameters == nullptr) {
    return error(Code::kBadInput,
                 "act " + act.id.text() + " is a " + std::string(policies::to_text(act.type())));
  }
  return parameters;
}

// What is left to do after the act, or after it failed half-way.
Result<Outcome> ended(const TableAsk& ask, Table& table, Context& context,
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

// A descriptor gives its secret once, and the PIN is needed twice: to open the vault, and to wrap.
Result<void> read_descriptor(VaultPlace& place) {
  if (!std::holds_alternative<SecretSource::Descriptor>(place.pin.where)) return {};
  PYX_ASSIGN(SecretBytes secret, read_secret(place.pin, "user PIN of the vault's token"));
  place.pin_at_hand = std::make_shared<const pkcs11::Pin>(std::move(secret));
  return {};
}

Result<pkcs11::Pin> pin_to_wrap(const VaultPlace& place) {
  if (place.pin_at_hand) return another(*place.pin_at_hand);
  PYX_ASSIGN(SecretBytes secret,
             read_secret(place.pin, "user PIN of the vault's token, once more: it wraps the keys"));
  return pkcs11::Pin(std::move(secret));
}

Result<Outcome> run_create(TableAsk ask, Context& context) {
  const auto certificates = check_hand_out(ask.out, context.clock.now());
  if (!certificates) return wrong_input(certificates.error());
  PYX_TRY(read_descriptor(ask.place));
  PYX_ASSIGN(Table table, sit_down(ask, context));
  PYX_ASSIGN(const auto* const parameters, parameters_of<custody::BackupCreate>(table));
  const auto reached =
      check_reaches(ask.out, parameters->shares, context.share_terminal != nullptr);
  if (!reached) return wrong_input(reached.error());
  for (const std::string& sentence : *certificates) context.output.say(sentence);
  PYX_ASSIGN(SecretBytes so_secret, read_secret(ask.so_pin, "SO PIN of the vault's token"));
  const pkcs11::Pin so_pin(std::move(so_secret));
  std::optional<SecretBytes> dice;
  if (ask.dice) {
    PYX_ASSIGN(dice, read_secret(*ask.dice, "what the dice showed, 99 throws or more"));
  }
  PYX_ASSIGN(const pkcs11::TokenUri token, pkcs11::parse_token_uri(table.desk->token_uri()));
  const auto wrap = [&](const SecretBytes& wrap_key,
                        std::span<const pkcs11::KeySpec> specs) -> Result<pkcs11::WrappedKeys> {
    PYX_ASSIGN(pkcs11::Pin pin, pin_to_wrap(ask.place));
    return pkcs11::wrap_keys(token, so_pin, std::move(pin), wrap_key, specs);
  };
  PYX_ASSIGN(HoldersAtTable holders, table_for(ask, table, context));
  auto done = table.desk->create(ask.act, holders, wrap, std::move(dice));
  return ended(ask, table, context, std::move(done),
               {acknowledge_words(ask, parameters->backup),
                "then: pyx act propose backup.prove --backup " + parameters->backup.text() +
                    " --key FILE" + place_words(ask.place)});
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

Result<Outcome> run_prove(const TableAsk& ask, Context& context) {
  if (const auto ready = check_sealed(ask.sealed); !ready) return wrong_input(ready.error());
  PYX_ASSIGN(Table table, sit_down(ask, context));
  PYX_TRY(parameters_of<custody::BackupProve>(table));
  PYX_ASSIGN(SecretBytes secret, read_secret(ask.second.pin, "user PIN of the second token"));
  const pkcs11::Pin pin(std::move(secret));
  PYX_ASSIGN(HoldersAtTable holders, table_for(ask, table, context));
  auto done = table.desk->prove(ask.act, holders, opener(ask, context, SecondUse::kProve, pin));
  return ended(ask, table, context, std::move(done),
               {"the keys of the backup may be activated now"});
}

Result<Outcome> run_restore(const TableAsk& ask, Context& context) {
  if (const auto ready = check_sealed(ask.sealed); !ready) return wrong_input(ready.error());
  PYX_ASSIGN(Table table, sit_down(ask, context));
  PYX_ASSIGN(const auto* const parameters, parameters_of<custody::BackupRestore>(table));
  const SecondUse use = parameters->way == custody::RestoreWay::kHostMediated
                            ? SecondUse::kRestoreThroughHost
                            : SecondUse::kRestore;
  PYX_ASSIGN(SecretBytes secret, read_secret(ask.second.pin, "user PIN of the second token"));
  const pkcs11::Pin pin(std::move(secret));
  PYX_ASSIGN(HoldersAtTable holders, table_for(ask, table, context));
  auto done = table.desk->restore(ask.act, holders, opener(ask, context, use, pin));
  return ended(ask, table, context, std::move(done), {});
}

Result<Outcome> run_reshare(const TableAsk& ask, Context& context) {
  const auto certificates = check_hand_out(ask.out, context.clock.now());
  if (!certificates) return wrong_input(certificates.error());
  if (const auto ready = check_sealed(ask.sealed); !ready) return wrong_input(ready.error());
  PYX_ASSIGN(Table table, sit_down(ask, context));
  PYX_ASSIGN(const auto* const parameters, parameters_of<custody::SharesReshare>(table));
  const auto reached =
      check_reaches(ask.out, parameters->shares, context.share_terminal != nullptr);
  if (!reached) return wrong_input(reached.error());
  for (const std::string& sentence : *certificates) context.output.say(sentence);
  PYX_ASSIGN(HoldersAtTable holders, table_for(ask, table, context));
  auto done = table.desk->reshare(ask.act, holders);
  return ended(ask, table, context, std::move(done),
               {"the shares before these count until every holder has acknowledged",
                acknowledge_words(ask, parameters->backup)});
}

Result<TableAsk> table_ask(const Arguments& given) {
  TableAsk ask;
  PYX_ASSIGN(ask.act, given.uuid("--act"));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.out, hand_out(given));
  PYX_ASSIGN(ask.sealed, sealed_shares(given));
  return ask;
}

Result<Run> prepare_create(const Arguments& given) {
  PYX_ASSIGN(TableAsk ask, table_ask(given));
  PYX_ASSIGN(ask.so_pin, given.secret_source("--so-pin-source"));
  if (given.has("--dice")) {
    PYX_ASSIGN(ask.dice, given.secret_source("--dice"));
  }
  return Run([ask](Context& context) { return run_create(ask, context); });
}

template <Result<Outcome> (*run)(const TableAsk&, Context&)>
Result<Run> prepare_with_second(const Arguments& given) {
  PYX_ASSIGN(TableAsk ask, table_ask(given));
  PYX_ASSIGN(ask.second, token_behind(given, "--second-token", "--second-pin-source"));
  return Run([ask](Context& context) { return run(ask, context); });
}

Result<Run> prepare_reshare(const Arguments& given) {
  PYX_ASSIGN(const TableAsk ask, table_ask(given));
  return Run([ask](Context& context) { return run_reshare(ask, context); });
}

std::vector<FlagSpec> act_and(std::vector<FlagSpec> own) {
  return with(with(vault_place_flags(), std::move(own)),
              {{"--act", "ID", "the act, whose quorum is reached", Need::kRequired}});
}

}  // namespace

Commands backup_table_commands() {
  const std::vector<FlagSpec> entry = share_entry_flags(Times::kMany);
  return {{"backup",
           "create",
           "wrap the keys of an act under a new wrap key and hand its shares to their holders",
           {},
           act_and(with(
               hand_out_flags(),
               {{"--so-pin-source", "SOURCE",
                 "the SO PIN of the vault's token: file:PATH, fd:N or prompt:", Need::kRequired},
                {"--dice", "SOURCE",
                 "what people threw, mixed into the wrap key: file:PATH, fd:N or "
                 "prompt:"}})),
           prepare_create},
          {"backup",
           "prove",
           "restore the keys of a backup on a second token, have each sign there, and destroy them "
           "there again",
           {},
           act_and(with(entry, second_token_flags())),
           prepare_with_second<run_prove>},
          {"backup",
           "restore",
           "bring keys of a backup to another token, to stay",
           {},
           act_and(with(entry, second_token_flags())),
           prepare_with_second<run_restore>}};
}

Commands reshare_commands() {
  return {
      {"share",
       "reshare",
       "hand out new shares of the same wrap key; the old ones count until all are acknowledged",
       {},
       act_and(with(share_entry_flags(Times::kMany), hand_out_flags())),
       prepare_reshare}};
}

}  // namespace pyx::ceremony
