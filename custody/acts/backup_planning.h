// Control BACKUP-PLANNED: a proof or a restore that a token matrix refutes is not planned and not
// done, and where the policy wants a matrix none is planned without one.
#pragma once

#include <span>

#include "custody/acts/books.h"
#include "custody/backups/token_matrix_file.h"

namespace pyx::custody {

// The matrix that the act names: of the vault's token and of the one that the act restores onto, no
// older than the policy says (or kMatrixCounts), with a row that works for each key, unless the
// restore goes through the host's memory. Without one: only if the policy asks for none, or onto
// the vault's own token, for which an act names none.
// Errors: kRefused with BACKUP-PLANNED; kBadInput for bytes that are no matrix; those of `blobs`.
// Precondition: the keys and the backup are there (backing_up.h).
Result<void> check_planned(const Books& books, const BackupProve& act, Time time,
                           const BlobReader& blobs);
Result<void> check_planned(const Books& books, const BackupRestore& act, Time time,
                           const BlobReader& blobs);

// Whether `second` is the second token of the matrix (its bytes) that the act names, with the
// firmware on which that was made. Errors: as above.
Result<void> check_is_planned_token(const Books& books, ByteView matrix, const MatrixSide& second);

}  // namespace pyx::custody
