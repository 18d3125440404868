#include "ceremony/cli/backup_files.h"

#include "base/file.h"

namespace pyx::ceremony {

Result<Sha256> write_backup_file(custody::VaultAccess& vault, const Uuid& backup,
                                 const std::filesystem::path& out) {
  PYX_ASSIGN(const custody::BackupRecord record, find_backup(vault, backup));
  PYX_ASSIGN(const Bytes file, vault.blob(record.file));
  if (sha256(file) != record.file)
    return refused("FAIL-CLOSED", "the vault handed out another file than the log names");
  PYX_TRY(write_file(out, file, Overwrite::kNo));
  return record.file;
}

Result<FoundShareSet> write_share_record(custody::VaultAccess& vault, const Uuid& backup,
                                         std::optional<std::uint32_t> version,
                                         const std::filesystem::path& out) {
  PYX_ASSIGN(FoundShareSet found, find_share_set(vault, backup, version));
  PYX_TRY(write_file(out, found.bytes, Overwrite::kNo));
  return found;
}

}  // namespace pyx::ceremony
