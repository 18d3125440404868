// A backup and its share sets, found in a vault by what was typed.
#pragma once

#include <cstdint>
#include <optional>

#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "custody/shares/share_set.h"
#include "custody/vault_access.h"

namespace pyx::ceremony {

FlagSpec backup_flag();   // --backup, required
FlagSpec version_flag();  // --version N of its share set

// Errors: kNotFound.
Result<custody::BackupRecord> find_backup(custody::VaultAccess& vault, const Uuid& id);

// Its file, as the log key signed it: useless without the shares. Errors: kNotFound; kRefused with
// FAIL-CLOSED if the vault hands out other bytes than the log names.
Result<Bytes> find_backup_file(custody::VaultAccess& vault, const Uuid& id);

struct FoundShareSet {
  custody::ShareSetRecord record;
  Bytes bytes;  // the record's blob, checked against its digest
  shares::ShareSet set;
};
// The newest version if none is given. Errors: kNotFound; kRefused with FAIL-CLOSED if the vault
// hands out other bytes than it names.
Result<FoundShareSet> find_share_set(custody::VaultAccess& vault, const Uuid& backup,
                                     std::optional<std::uint32_t> version);

// Where holders of shares sit. Errors: kBadInput behind a server.
Result<custody::BackupDesk*> table_of(custody::VaultAccess& vault);

}  // namespace pyx::ceremony
