// What of a backup leaves the host as a file: nothing secret.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/sha256.h"
#include "base/uuid.h"
#include "ceremony/cli/find_backup.h"
#include "custody/vault_access.h"

namespace pyx::ceremony {

// The backup's file, as the log key signed it: useless without the shares. Its digest. Errors:
// kNotFound; kRefused with FAIL-CLOSED if the vault hands out other bytes than the log names;
// kConflict if the file is there; kStore.
Result<Sha256> write_backup_file(custody::VaultAccess& vault, const Uuid& backup,
                                 const std::filesystem::path& out);
// The public record of a share set, of the newest version if none is named. Errors: the same.
Result<FoundShareSet> write_share_record(custody::VaultAccess& vault, const Uuid& backup,
                                         std::optional<std::uint32_t> version,
                                         const std::filesystem::path& out);

}  // namespace pyx::ceremony
