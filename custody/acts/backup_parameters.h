// The parameters of the acts about backups. Format: docs/formats/statements.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/json_reader.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/acts/share_plan.h"

namespace pyx::custody {

inline constexpr std::size_t kMostBackupKeys = 48;

// Wraps keys under a new wrap key and splits that among holders.
struct BackupCreate {
  Uuid backup;             // chosen by the proposer; names the file and all share sets of it
  std::vector<Uuid> keys;  // 1 to kMostBackupKeys
  SharePlan shares;
  std::optional<Uuid> replaces;  // an earlier backup, dead once every holder of this one has his
};
// Restores every key of a backup on a second token, has it sign, and destroys it there again.
struct BackupProve {
  Uuid backup;
  // A token matrix (custody/backups/token_matrix_file.h), which travels beside the proposal: then
  // the second token is the other one in it.
  std::optional<Sha256> matrix = {};
};
// kHostMediated: no mechanism is common to both tokens; the keys are unwrapped in the memory of the
// host, and are exposed from then on.
enum class RestoreWay { kInToken, kHostMediated };
std::string_view to_text(RestoreWay way);  // "in-token" "host-mediated"
std::optional<RestoreWay> restore_way_from(std::string_view text);
struct BackupRestore {
  Uuid backup;
  std::vector<Uuid> keys;    // of the backup
  std::string token_serial;  // of the token that gets them
  RestoreWay way = RestoreWay::kInToken;
  std::optional<Sha256> matrix = {};  // as above
};
// New shares of the same wrap key: for the same holders, or for others.
struct SharesReshare {
  Uuid backup;
  SharePlan shares;
};

// The keys of a backup that are not destroyed, unwrapped under its wrap key inside the vault's
// token and wrapped there under a new one, which is split among holders.
struct BackupRewrap {
  Uuid from;    // dead once every holder of the new one has his share
  Uuid backup;  // the new one, chosen by the proposer
  SharePlan shares;
};
// A key's copy for good on another token, destroyed there.
struct CopyDestroy {
  Uuid key;
  std::string token_serial;
};

json::object to_json(const BackupCreate& act);
json::object to_json(const BackupProve& act);
json::object to_json(const BackupRestore& act);
json::object to_json(const SharesReshare& act);
json::object to_json(const BackupRewrap& act);
json::object to_json(const CopyDestroy& act);
// Errors: kBadInput, and those of check_share_plan.
Result<BackupCreate> read_backup_create(json::ObjectReader& reader);
Result<BackupProve> read_backup_prove(json::ObjectReader& reader);
Result<BackupRestore> read_backup_restore(json::ObjectReader& reader);
Result<SharesReshare> read_shares_reshare(json::ObjectReader& reader);
Result<BackupRewrap> read_backup_rewrap(json::ObjectReader& reader);
Result<CopyDestroy> read_copy_destroy(json::ObjectReader& reader);

}  // namespace pyx::custody
