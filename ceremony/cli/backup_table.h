// What is asked when people sit down at the table of a backup, and how the acts there begin and
// end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/share_flags.h"
#include "ceremony/cli/so_pin_place.h"
#include "ceremony/holders_at_table.h"
#include "ceremony/second_token_process.h"
#include "custody/backup_desk.h"

namespace pyx::ceremony {

struct TableAsk {
  VaultPlace place;
  Uuid act;
  HandOut out;                       // of commands that hand shares out
  std::vector<SealedShare> sealed;   // of those at which shares are entered
  SoPinPlace so_pin;                 // of those that wrap
  std::optional<SecretSource> dice;  // of those
  TokenPlace second;                 // of those with another token
};
// --act and the vault's place. Errors: kBadInput, naming the flag.
Result<TableAsk> table_ask(const Arguments& given);
std::vector<FlagSpec> act_and(std::vector<FlagSpec> own);
// --so-pin-source and --dice; the PIN of the vault's token is needed more than once.
std::vector<FlagSpec> wrapping_flags();
Result<void> read_wrapping_flags(const Arguments& given, TableAsk& into);

// What the act is, shown again to those who sit down.
struct AtTable {
  std::unique_ptr<custody::VaultAccess> vault;
  custody::BackupDesk* desk = nullptr;
  ShownAct act;
};
Result<AtTable> sit_down(const TableAsk& ask, Context& context);
// The act's parameters. Errors: kBadInput for an act of another type.
template <class Parameters>
Result<const Parameters*> parameters_of(const AtTable& table) {
  const custody::Act& act = table.act.record.act;
  const auto* const parameters = std::get_if<Parameters>(&act.parameters);
  if (parameters == nullptr) {
    return error(Code::kBadInput,
                 "act " + act.id.text() + " is a " + std::string(policies::to_text(act.type())));
  }
  return parameters;
}
Result<HoldersAtTable> table_for(const TableAsk& ask, AtTable& table, Context& context);
// How shares will be handed out is possible, and what is told about it. Errors: kBadInput.
Result<void> check_reaches_all(const TableAsk& ask, const custody::SharePlan& plan,
                               const std::vector<std::string>& certificates, Context& context);

struct WrappingSecrets {
  pkcs11::Pin so_pin;
  std::optional<SecretBytes> dice;
};
//   token  the vault's
Result<WrappingSecrets> ask_wrapping_secrets(const TableAsk& ask, const pkcs11::TokenUri& token,
                                             Context& context);
// The same with the PIN that a descriptor gives, which it does once; it is needed twice: to open
// the vault, and to wrap.
Result<TableAsk> pin_at_hand(TableAsk ask);
Result<pkcs11::Pin> ask_user_pin_again(const TableAsk& ask);

// Wraps keys in the vault's token. `token` and `so_pin` outlive what is returned.
custody::KeyWrapper wrapper(const pkcs11::TokenUri& token, const pkcs11::Pin& so_pin,
                            std::function<Result<pkcs11::Pin>()> user_pin);
// What the second token is for.
SecondUse second_use_of(const custody::BackupRestore& act);
// Opens the second token, in a process of its own. `pin` and the context outlive what is returned.
custody::OpenSecondToken opener(const TableAsk& ask, Context& context, SecondUse use,
                                const pkcs11::Pin& pin);

// What is left to do after the act, or after it failed half-way.
Result<Outcome> ended(const TableAsk& ask, AtTable& table, Context& context,
                      Result<custody::ActRecord> done, std::vector<std::string> next);
std::string acknowledge_words(const TableAsk& ask, const Uuid& backup);

}  // namespace pyx::ceremony
