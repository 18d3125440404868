// pyx custody who and copies: who together can open a key today, and where its copies are.

#include <algorithm>
#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/custody_view.h"

namespace pyx::ceremony {
namespace {

struct WhoAsk {
  VaultPlace place;
  Uuid key;
};

Result<CustodyOfKey> look(const WhoAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault->keys());
  const auto key = std::ranges::find(keys, ask.key, &custody::KeyRecord::id);
  if (key == keys.end()) {
    return error(Code::kNotFound, "the vault has no key " + ask.key.text() +
                                      "; next: pyx key list" + place_words(ask.place));
  }
  PYX_ASSIGN(const std::vector<custody::BackupRecord> backups, vault->backups());
  return custody_of(*key, backups);
}

Result<Outcome> run_custody_who(const WhoAsk& ask, Context& context) {
  PYX_ASSIGN(const CustodyOfKey custody, look(ask, context));
  Outcome outcome;
  outcome.data = to_json(custody);
  outcome.text = custody_text(custody);
  return outcome;
}

Result<Outcome> run_custody_copies(const WhoAsk& ask, Context& context) {
  PYX_ASSIGN(const CustodyOfKey custody, look(ask, context));
  Outcome outcome;
  outcome.data = custody::to_json(custody.copies);
  outcome.text = copies_text(custody);
  return outcome;
}

template <Result<Outcome> (*run)(const WhoAsk&, Context&)>
Result<Run> prepare_custody(const Arguments& given) {
  WhoAsk ask;
  PYX_ASSIGN(ask.key, given.uuid("KEY"));
  PYX_ASSIGN(ask.place, vault_place(given));
  return Run([ask](Context& context) { return run(ask, context); });
}

}  // namespace

Commands custody_commands() {
  const std::vector<WordSpec> key = {{"KEY", "the key's id, as pyx key list shows it"}};
  return {{"custody", "who",
           "which people together can open a key today, who alone, how many losses until nobody "
           "can; and where its copies are",
           key, vault_place_flags(), prepare_custody<run_custody_who>},
          {"custody", "copies",
           "every copy of a key: objects on tokens, wrapped blobs, shares, each with its place, "
           "since when, and who handed it to whom",
           key, vault_place_flags(), prepare_custody<run_custody_copies>}};
}

}  // namespace pyx::ceremony
