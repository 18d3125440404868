// When the acts about backups make sense as the books stand (KEY-PROVEN, SHARE-SAFE).
#pragma once

#include "custody/acts/books.h"

namespace pyx::custody {

// Errors: kNotFound (no such backup, key or person), kConflict (the id is taken, where a key is
// already), kRefused with KEY-STATE (destroyed), SHARE-SAFE (dead, not acknowledged yet),
// KEY-EXPOSED.
Result<void> check_backup(const Books& books, const BackupCreate& act);
Result<void> check_backup(const Books& books, const BackupProve& act);
Result<void> check_backup(const Books& books, const BackupRestore& act);
Result<void> check_backup(const Books& books, const SharesReshare& act);
Result<void> check_backup(const Books& books, const BackupRewrap& act);
// Errors: kNotFound (no such key, no copy on that token), kConflict (the vault's own token).
Result<void> check_backup(const Books& books, const CopyDestroy& act);

// Control KEY-PROVEN: a key whose profile asks for a backup was restored out of one that still
// counts, and shown to be the same key. Errors: kRefused.
Result<void> check_proven(const Books& books, const KeyRecord& key);

// The backup, alive, and the shares that open it. Errors: kNotFound; kRefused with SHARE-SAFE.
Result<const BackupRecord*> find_live_backup(const Books& books, const Uuid& id);

}  // namespace pyx::custody
