// pyx backup list, show, export and give-up: the backups of a vault, none of their secrets.

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "ceremony/cli/backup_view.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/find_backup.h"
#include "custody/acts/backup_record_json.h"
#include "custody/backup_desk.h"

namespace pyx::ceremony {
namespace {

struct BackupAsk {
  VaultPlace place;
  Uuid backup;
  std::filesystem::path out;
};

Result<Outcome> run_backup_list(const VaultPlace& place, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(place));
  PYX_ASSIGN(const std::vector<custody::BackupRecord> backups, vault->backups());
  Outcome outcome;
  json::array list;
  for (const custody::BackupRecord& backup : backups) list.push_back(custody::to_json(backup));
  outcome.data["backups"] = std::move(list);
  if (backups.empty()) {
    outcome.words = {"there are no backups",
                     "next: pyx act propose backup.create" + place_words(place)};
  } else {
    outcome.text = backup_table(backups);
  }
  return outcome;
}

Result<Outcome> run_backup_show(const BackupAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::BackupRecord backup, find_backup(*vault, ask.backup));
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault->keys());
  Outcome outcome;
  outcome.data = custody::to_json(backup);
  json::array proven;
  for (const custody::KeyRecord& key : keys) {
    if (std::ranges::find(backup.keys, key.id) == backup.keys.end()) continue;
    json::object one;
    one["key"] = key.id.text();
    if (key.proven) one["proven"] = custody::to_json(*key.proven);
    json::array restored;
    for (const custody::KeyElsewhere& there : key.restored)
      restored.push_back(custody::to_json(there));
    one["restored"] = std::move(restored);
    proven.push_back(std::move(one));
  }
  outcome.data["standing"] = std::move(proven);
  outcome.text = backup_text(backup, keys);
  return outcome;
}

Result<Outcome> run_backup_export(const BackupAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const Bytes file, find_backup_file(*vault, ask.backup));
  PYX_TRY(write_file(ask.out, file, Overwrite::kNo));
  const Sha256 digest = sha256(file);
  Outcome outcome;
  outcome.data["file"] = ask.out.string();
  outcome.data["sha256"] = to_hex(digest);
  outcome.text = to_hex(digest) + "\n";
  outcome.words = {"wrote " + ask.out.string() +
                   ": useless without the shares; keep it off this "
                   "host as well"};
  return outcome;
}

Result<Outcome> run_backup_give_up(const BackupAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(custody::BackupDesk* const desk, table_of(*vault));
  PYX_TRY(desk->give_up(ask.backup));
  Outcome outcome;
  outcome.data["act"] = ask.backup.text();
  outcome.words = {"act " + ask.backup.text() +
                   " is recorded as failed; shares that it handed out "
                   "are void: have them destroyed"};
  return outcome;
}

Result<Run> prepare_backup_list(const Arguments& given) {
  PYX_ASSIGN(const VaultPlace place, vault_place(given));
  return Run([place](Context& context) { return run_backup_list(place, context); });
}

Result<BackupAsk> backup_ask(const Arguments& given, std::string_view named) {
  BackupAsk ask;
  PYX_ASSIGN(ask.backup, given.uuid(named));
  PYX_ASSIGN(ask.place, vault_place(given));
  ask.out = given.path("--out");
  return ask;
}

Result<Run> prepare_backup_show(const Arguments& given) {
  PYX_ASSIGN(const BackupAsk ask, backup_ask(given, "--backup"));
  return Run([ask](Context& context) { return run_backup_show(ask, context); });
}

Result<Run> prepare_backup_export(const Arguments& given) {
  PYX_ASSIGN(const BackupAsk ask, backup_ask(given, "--backup"));
  return Run([ask](Context& context) { return run_backup_export(ask, context); });
}

Result<Run> prepare_backup_give_up(const Arguments& given) {
  PYX_ASSIGN(const BackupAsk ask, backup_ask(given, "--act"));
  return Run([ask](Context& context) { return run_backup_give_up(ask, context); });
}

}  // namespace

Commands backup_commands() {
  const FlagSpec backup = backup_flag();
  return {{"backup",
           "list",
           "list the backups, oldest first, dead ones too",
           {},
           vault_place_flags(),
           prepare_backup_list},
          {"backup",
           "show",
           "show one backup: its keys and where they were proven, its share sets and their holders",
           {},
           with(vault_place_flags(), {backup}),
           prepare_backup_show},
          {"backup",
           "export",
           "write the backup's file, as the log key signed it",
           {},
           with(vault_place_flags(), {backup, {"--out", "FILE", "a new file", Need::kRequired}}),
           prepare_backup_export},
          {"backup",
           "give-up",
           "record that an act about a backup failed, so that others can be executed",
           {},
           with(vault_place_flags(), {{"--act", "ID", "the act that was begun", Need::kRequired}}),
           prepare_backup_give_up}};
}

}  // namespace pyx::ceremony
