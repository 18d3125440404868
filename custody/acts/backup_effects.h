// What the executed leaf of an act about a backup must show before it changes the books.
#pragma once

#include "custody/acts/books.h"
#include "custody/acts/effects.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

struct BackupEvent {
  const Books& books;
  const Act& act;
  const ExecutedLeaf& leaf;
  Time time;
  const BlobReader& blobs;
  LeafChecks checks;
};
// Errors: kBadInput naming what the leaf's blobs lack or say wrongly; those of the blob reader.
Result<Effect> effect_of_backup(const BackupEvent& event, const BackupCreate& act);
Result<Effect> effect_of_backup(const BackupEvent& event, const BackupProve& act);
Result<Effect> effect_of_backup(const BackupEvent& event, const BackupRestore& act);
Result<Effect> effect_of_backup(const BackupEvent& event, const SharesReshare& act);
Result<Effect> effect_of_backup(const BackupEvent& event, const BackupRewrap& act);
Result<Effect> effect_of_backup(const BackupEvent& event, const CopyDestroy& act);

// The blobs that the executed leaf of such an act names, no more and no less. Errors: kBadInput.
Result<void> check_backup_blobs(const ExecutedLeaf& leaf, policies::ActType type);

}  // namespace pyx::custody
