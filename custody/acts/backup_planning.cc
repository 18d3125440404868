#include "custody/acts/backup_planning.h"

#include <algorithm>

namespace pyx::custody {
namespace {

Error unplanned(std::string why) { return refused("BACKUP-PLANNED", std::move(why)); }

std::string name_of(const pkcs11::TokenIdentity& token) {
  return token.model + ", serial " + token.serial;
}

Result<TokenMatrixFile> read_matrix(const Sha256& digest, const BlobReader& blobs) {
  PYX_ASSIGN(const Bytes bytes, blobs(digest));
  return parse_matrix(bytes);
}

Result<void> check_age(const Books& books, const TokenMatrixFile& matrix, Time time) {
  const Duration most = books.policy.matrix_within.value_or(kMatrixCounts);
  if (matrix.time > time)
    return unplanned("the token matrix is of " + to_rfc3339(matrix.time) + ", which is to come");
  if (time - matrix.time <= most) return {};
  return unplanned("the token matrix is of " + to_rfc3339(matrix.time) + " and counts for " +
                   pyx::to_text(most) + "; next: pyx token matrix");
}

Result<const MatrixSide*> second_in(const Books& books, const TokenMatrixFile& matrix) {
  const MatrixSide* second = matrix.other_than(books.binding.token());
  if (second != nullptr) return second;
  return unplanned("the token matrix is not of the vault's token, " +
                   name_of(books.binding.token()));
}

// What was seen of the type, for the person who has to find another token.
std::string seen_of(const TokenMatrixFile& matrix, KeyType type, const MatrixSide& second) {
  const KeyType kind = is_rsa(type) ? KeyType::kRsa2048 : type;
  std::string seen;
  for (const pkcs11::MatrixRow& row : matrix.rows) {
    if (row.type != kind || row.to.serial != second.token.serial) continue;
    seen = std::string(pkcs11::to_text(row.outcome)) + (row.why.empty() ? "" : ": " + row.why);
    if (row.rfc5649) break;
  }
  return seen.empty() ? "such a key was not tried" : seen;
}

Result<void> check_keys(const Books& books, std::span<const Uuid> keys,
                        const TokenMatrixFile& matrix, const MatrixSide& second) {
  for (const Uuid& id : keys) {
    const KeyRecord* key = books.key(id);
    if (key == nullptr || key->state == KeyState::kDestroyed) continue;
    if (pkcs11::can_restore(matrix.rows, key->type, books.binding.token(), second.token)) continue;
    return unplanned("the token matrix of " + to_rfc3339(matrix.time) + " shows no way for key " +
                     id.text() + " of type " + std::string(to_text(key->type)) + " to " +
                     name_of(second.token) + " (" + seen_of(matrix, key->type, second) + ")");
  }
  return {};
}

Result<void> check_absent(const Books& books, policies::ActType type) {
  if (!books.policy.matrix_within) return {};
  return unplanned("the policy wants a token matrix of at most " +
                   pyx::to_text(*books.policy.matrix_within) + " for " +
                   std::string(policies::to_text(type)) +
                   "; next: pyx token matrix --out FILE, then --matrix FILE");
}

}  // namespace

Result<void> check_planned(const Books& books, const BackupProve& act, Time time,
                           const BlobReader& blobs) {
  if (!act.matrix) return check_absent(books, policies::ActType::kBackupProve);
  PYX_ASSIGN(const TokenMatrixFile matrix, read_matrix(*act.matrix, blobs));
  PYX_ASSIGN(const MatrixSide* second, second_in(books, matrix));
  PYX_TRY(check_age(books, matrix, time));
  return check_keys(books, books.backup(act.backup)->keys, matrix, *second);
}

Result<void> check_planned(const Books& books, const BackupRestore& act, Time time,
                           const BlobReader& blobs) {
  if (act.token_serial == books.binding.serial()) {
    // What stayed behind comes home, perhaps from a token that nobody can try any more.
    if (!act.matrix) return {};
    return unplanned("a restore onto the vault's own token names no token matrix");
  }
  const bool in_token = act.way == RestoreWay::kInToken;
  if (!act.matrix) {
    // What goes through the host's memory asks nothing of the token that a matrix tells.
    return in_token ? check_absent(books, policies::ActType::kBackupRestore) : Result<void>();
  }
  PYX_ASSIGN(const TokenMatrixFile matrix, read_matrix(*act.matrix, blobs));
  PYX_ASSIGN(const MatrixSide* second, second_in(books, matrix));
  if (second->token.serial != act.token_serial) {
    return unplanned("the token matrix is of " + name_of(second->token) +
                     "; the act restores onto serial " + act.token_serial);
  }
  PYX_TRY(check_age(books, matrix, time));
  return in_token ? check_keys(books, act.keys, matrix, *second) : Result<void>();
}

Result<void> check_is_planned_token(const Books& books, ByteView matrix, const MatrixSide& second) {
  PYX_ASSIGN(const TokenMatrixFile planned, parse_matrix(matrix));
  PYX_ASSIGN(const MatrixSide* wanted, second_in(books, planned));
  const pkcs11::TokenIdentity& token = wanted->token;
  if (token.serial != second.token.serial || token.model != second.token.model ||
      token.manufacturer != second.token.manufacturer) {
    return unplanned("the token is " + name_of(second.token) + "; the act was planned with " +
                     name_of(token));
  }
  if (wanted->firmware == second.firmware) return {};
  return unplanned("the token has firmware " + second.firmware +
                   "; the matrix that the act names was made on " + wanted->firmware);
}

}  // namespace pyx::custody
