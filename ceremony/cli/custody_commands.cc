// pyx custody who: who together can open a key today, and where its copies are.

#include <algorithm>
#include <utility>

#include "ceremony/cli/backup_view.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/custody_view.h"

namespace pyx::ceremony {
namespace {

struct WhoAsk {
  VaultPlace place;
  Uuid key;
};

Result<Outcome> run_who(const WhoAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault->keys());
  const auto key = std::ranges::find(keys, ask.key, &custody::KeyRecord::id);
  if (key == keys.end()) {
    return error(Code::kNotFound, "the vault has no key " + ask.key.text() +
                                      "; next: pyx key list" + place_words(ask.place));
  }
  PYX_ASSIGN(const std::vector<custody::BackupRecord> backups, vault->backups());
  const CustodyOfKey custody = custody_of(*key, backups);
  Outcome outcome;
  outcome.data = to_json(custody);
  outcome.text = custody_text(custody);
  return outcome;
}

Result<Run> prepare_who(const Arguments& given) {
  WhoAsk ask;
  PYX_ASSIGN(ask.key, given.uuid("KEY"));
  PYX_ASSIGN(ask.place, vault_place(given));
  return Run([ask](Context& context) { return run_who(ask, context); });
}

}  // namespace

Commands custody_commands() {
  return {{"custody",
           "who",
           "which people together can open a key today, who alone, how many losses until nobody "
           "can; and where its copies are",
           {{"KEY", "the key's id, as pyx key list shows it"}},
           vault_place_flags(),
           prepare_who}};
}

}  // namespace pyx::ceremony
