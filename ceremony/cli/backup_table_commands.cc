// pyx backup create, rewrap, prove, restore and destroy-copy, and pyx share reshare: what is done
// with people at the table.

#include <utility>

#include "ceremony/cli/backup_table.h"
#include "ceremony/cli/commands.h"

namespace pyx::ceremony {
namespace {

std::string prove_words(const TableAsk& ask, const Uuid& backup) {
  return "then: pyx act propose backup.prove --backup " + backup.text() + " --key FILE" +
         place_words(ask.place);
}

Result<Outcome> run_backup_create(const TableAsk& ask, Context& context) {
  const auto certificates = check_hand_out(ask.out, context.clock.now());
  if (!certificates) return wrong_input(certificates.error());
  PYX_ASSIGN(AtTable table, sit_down(ask, context));
  PYX_ASSIGN(const auto* const parameters, parameters_of<custody::BackupCreate>(table));
  const auto reached = check_reaches_all(ask, parameters->shares, *certificates, context);
  if (!reached) return wrong_input(reached.error());
  PYX_ASSIGN(const pkcs11::TokenUri token, pkcs11::parse_token_uri(table.desk->token_uri()));
  PYX_ASSIGN(WrappingSecrets secrets, ask_wrapping_secrets(ask, token, context));
  const auto wrap = wrapper(token, secrets.so_pin, [&ask] { return ask_user_pin_again(ask); });
  PYX_ASSIGN(HoldersAtTable holders, table_for(ask, table, context));
  auto done = table.desk->create(ask.act, holders, wrap, std::move(secrets.dice));
  return ended(ask, table, context, std::move(done),
               {acknowledge_words(ask, parameters->backup), prove_words(ask, parameters->backup)});
}

Result<Outcome> run_backup_rewrap(const TableAsk& ask, Context& context) {
  const auto certificates = check_hand_out(ask.out, context.clock.now());
  if (!certificates) return wrong_input(certificates.error());
  if (const auto ready = check_sealed(ask.sealed); !ready) return wrong_input(ready.error());
  PYX_ASSIGN(AtTable table, sit_down(ask, context));
  PYX_ASSIGN(const auto* const parameters, parameters_of<custody::BackupRewrap>(table));
  const auto reached = check_reaches_all(ask, parameters->shares, *certificates, context);
  if (!reached) return wrong_input(reached.error());
  PYX_ASSIGN(const pkcs11::TokenUri token, pkcs11::parse_token_uri(table.desk->token_uri()));
  PYX_ASSIGN(WrappingSecrets secrets, ask_wrapping_secrets(ask, token, context));
  const auto rewrap = [&](const SecretBytes& old_wrap_key, const SecretBytes& new_wrap_key,
                          std::span<const pkcs11::PassingKey> keys) -> Result<pkcs11::WrappedKeys> {
    PYX_ASSIGN(const pkcs11::Pin pin, ask_user_pin_again(ask));
    return pkcs11::rewrap_keys(token, secrets.so_pin, pin, old_wrap_key, new_wrap_key, keys);
  };
  PYX_ASSIGN(HoldersAtTable holders, table_for(ask, table, context));
  auto done = table.desk->rewrap(ask.act, holders, rewrap, std::move(secrets.dice));
  return ended(ask, table, context, std::move(done),
               {"the old backup and its shares count until every holder has acknowledged",
                acknowledge_words(ask, parameters->backup), prove_words(ask, parameters->backup)});
}

// No wrap key goes there: the token is opened as for a restore that needs none of its mechanisms.
Result<Outcome> run_backup_destroy_copy(const TableAsk& ask, Context& context) {
  PYX_ASSIGN(AtTable table, sit_down(ask, context));
  PYX_ASSIGN(const auto* const parameters, parameters_of<custody::CopyDestroy>(table));
  PYX_ASSIGN(SecretBytes secret, read_secret(ask.second.pin, "user PIN of the second token"));
  const pkcs11::Pin pin(std::move(secret));
  auto done =
      table.desk->destroy_copy(ask.act, opener(ask, context, SecondUse::kRestoreThroughHost, pin));
  return ended(ask, table, context, std::move(done),
               {"what is left of it: pyx custody copies " + parameters->key.text() +
                place_words(ask.place)});
}

Result<Outcome> run_backup_prove(const TableAsk& ask, Context& context) {
  if (const auto ready = check_sealed(ask.sealed); !ready) return wrong_input(ready.error());
  PYX_ASSIGN(AtTable table, sit_down(ask, context));
  PYX_TRY(parameters_of<custody::BackupProve>(table));
  PYX_ASSIGN(SecretBytes secret, read_secret(ask.second.pin, "user PIN of the second token"));
  const pkcs11::Pin pin(std::move(secret));
  PYX_ASSIGN(HoldersAtTable holders, table_for(ask, table, context));
  auto done = table.desk->prove(ask.act, holders, opener(ask, context, SecondUse::kProve, pin));
  return ended(ask, table, context, std::move(done),
               {"the keys of the backup may be activated now"});
}

Result<Outcome> run_backup_restore(const TableAsk& ask, Context& context) {
  if (const auto ready = check_sealed(ask.sealed); !ready) return wrong_input(ready.error());
  PYX_ASSIGN(AtTable table, sit_down(ask, context));
  PYX_ASSIGN(const auto* const parameters, parameters_of<custody::BackupRestore>(table));
  const SecondUse use = second_use_of(*parameters);
  PYX_ASSIGN(SecretBytes secret, read_secret(ask.second.pin, "user PIN of the second token"));
  const pkcs11::Pin pin(std::move(secret));
  PYX_ASSIGN(HoldersAtTable holders, table_for(ask, table, context));
  auto done = table.desk->restore(ask.act, holders, opener(ask, context, use, pin));
  return ended(ask, table, context, std::move(done), {});
}

Result<Outcome> run_backup_reshare(const TableAsk& ask, Context& context) {
  const auto certificates = check_hand_out(ask.out, context.clock.now());
  if (!certificates) return wrong_input(certificates.error());
  if (const auto ready = check_sealed(ask.sealed); !ready) return wrong_input(ready.error());
  PYX_ASSIGN(AtTable table, sit_down(ask, context));
  PYX_ASSIGN(const auto* const parameters, parameters_of<custody::SharesReshare>(table));
  const auto reached = check_reaches_all(ask, parameters->shares, *certificates, context);
  if (!reached) return wrong_input(reached.error());
  PYX_ASSIGN(HoldersAtTable holders, table_for(ask, table, context));
  auto done = table.desk->reshare(ask.act, holders);
  return ended(ask, table, context, std::move(done),
               {"the shares before these count until every holder has acknowledged",
                acknowledge_words(ask, parameters->backup)});
}

template <Result<Outcome> (*run)(const TableAsk&, Context&)>
Result<Run> prepare_backup_wrapping(const Arguments& given) {
  PYX_ASSIGN(TableAsk ask, table_ask(given));
  PYX_TRY(read_wrapping_flags(given, ask));
  return Run([ask](Context& context) -> Result<Outcome> {
    PYX_ASSIGN(const TableAsk with_pin, pin_at_hand(ask));
    return run(with_pin, context);
  });
}

template <Result<Outcome> (*run)(const TableAsk&, Context&)>
Result<Run> prepare_backup_with_second(const Arguments& given) {
  PYX_ASSIGN(TableAsk ask, table_ask(given));
  PYX_ASSIGN(ask.second, token_behind(given, "--second-token", "--second-pin-source"));
  return Run([ask](Context& context) { return run(ask, context); });
}

Result<Run> prepare_backup_reshare(const Arguments& given) {
  PYX_ASSIGN(const TableAsk ask, table_ask(given));
  return Run([ask](Context& context) { return run_backup_reshare(ask, context); });
}

}  // namespace

Commands backup_table_commands() {
  const std::vector<FlagSpec> entry = share_entry_flags(Times::kMany);
  return {{"backup",
           "create",
           "wrap the keys of an act under a new wrap key and hand its shares to their holders",
           {},
           act_and(with(hand_out_flags(), wrapping_flags())),
           prepare_backup_wrapping<run_backup_create>},
          {"backup",
           "rewrap",
           "bring the wrapped keys of a backup under a new wrap key, inside the vault's token, and "
           "hand its shares out; the old backup counts until all are acknowledged",
           {},
           act_and(with(with(entry, hand_out_flags()), wrapping_flags())),
           prepare_backup_wrapping<run_backup_rewrap>},
          {"backup",
           "prove",
           "restore the keys of a backup on a second token, have each sign there, and destroy them "
           "there again",
           {},
           act_and(with(entry, second_token_flags())),
           prepare_backup_with_second<run_backup_prove>},
          {"backup",
           "restore",
           "bring keys of a backup to another token, to stay",
           {},
           act_and(with(entry, second_token_flags())),
           prepare_backup_with_second<run_backup_restore>},
          {"backup",
           "destroy-copy",
           "destroy a key's copy on the other token onto which it was restored",
           {},
           act_and(second_token_flags()),
           prepare_backup_with_second<run_backup_destroy_copy>}};
}

Commands reshare_commands() {
  return {
      {"share",
       "reshare",
       "hand out new shares of the same wrap key; the old ones count until all are acknowledged",
       {},
       act_and(with(share_entry_flags(Times::kMany), hand_out_flags())),
       prepare_backup_reshare}};
}

}  // namespace pyx::ceremony
