#include "ceremony/cli/find_backup.h"

#include <algorithm>

#include "custody/shares/share_set_json.h"

namespace pyx::ceremony {

FlagSpec backup_flag() {
  return {"--backup", "ID", "the backup's id, as pyx backup list shows it", Need::kRequired};
}

FlagSpec version_flag() {
  return {"--version", "N", "the version of its share set; the newest if left out"};
}

Result<custody::BackupRecord> find_backup(custody::VaultAccess& vault, const Uuid& id) {
  PYX_ASSIGN(std::vector<custody::BackupRecord> backups, vault.backups());
  const auto found = std::ranges::find(backups, id, &custody::BackupRecord::id);
  if (found == backups.end())
    return error(Code::kNotFound, "there is no backup " + id.text() + "; next: pyx backup list");
  return std::move(*found);
}

Result<Bytes> find_backup_file(custody::VaultAccess& vault, const Uuid& id) {
  PYX_ASSIGN(const custody::BackupRecord backup, find_backup(vault, id));
  PYX_ASSIGN(Bytes file, vault.blob(backup.file));
  if (sha256(file) != backup.file)
    return refused("FAIL-CLOSED", "the vault handed out another file than the log names");
  return file;
}

Result<FoundShareSet> find_share_set(custody::VaultAccess& vault, const Uuid& backup,
                                     std::optional<std::uint32_t> version) {
  PYX_ASSIGN(const custody::BackupRecord record, find_backup(vault, backup));
  if (record.sets.empty()) return error(Code::kNotFound, "the backup has no share set");
  const custody::ShareSetRecord* const wanted =
      version ? record.set(*version) : &record.sets.back();
  if (wanted == nullptr) {
    return error(Code::kNotFound, "share set " + backup.text() + " has no version " +
                                      std::to_string(*version) + "; the newest is " +
                                      std::to_string(record.sets.back().version));
  }
  FoundShareSet found;
  found.record = *wanted;
  PYX_ASSIGN(found.bytes, vault.blob(wanted->record));
  if (sha256(found.bytes) != wanted->record)
    return refused("FAIL-CLOSED", "the vault handed out another share set than the log names");
  PYX_ASSIGN(found.set, shares::parse_share_set(found.bytes));
  return found;
}

Result<custody::BackupDesk*> table_of(custody::VaultAccess& vault) {
  custody::BackupDesk* const desk = vault.backup_desk();
  if (desk == nullptr) {
    return error(Code::kBadInput,
                 "holders of shares sit at the vault's own host: stop pyxd there, and say --dir "
                 "in place of --server");
  }
  return desk;
}

}  // namespace pyx::ceremony
