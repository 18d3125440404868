// The log as outsiders get it: checkpoints signed by the log key on the token, tiles, entry
// bundles.
#pragma once

#include <mutex>
#include <string>

#include "custody/evidence/note.h"
#include "custody/evidence_log.h"
#include "custody/keys/vault_token.h"

namespace pyx::custody {

// Threads: any. What it holds outlives it.
class LogDesk {
 public:
  LogDesk(EvidenceLog& log, Store& store, VaultToken& token)
      : log_(log), store_(store), token_(token) {}

  // A signed checkpoint over all leaves there are now; the newest one again if no leaf came since.
  // Checked with the public key before it leaves. While the log is suspended, the newest that the
  // store has, signed before. Errors: the token's, kStore; of EvidenceLog::suspend if there is
  // none.
  Result<std::string> checkpoint();
  // A tile or entry bundle as custody/evidence/tiles.h names it. Errors: kBadInput (no such name),
  // kNotFound (not that large yet).
  Result<Bytes> tile(const std::string& path) const;
  NoteKey log_key() const;

 private:
  Result<std::string> signed_before(const EvidenceLog::Head& head, const Error& otherwise) const;

  EvidenceLog& log_;
  Store& store_;
  VaultToken& token_;
  std::mutex signing_;
  std::string newest_;
  std::uint64_t newest_size_ = 0;
  Uuid newest_key_;
};

}  // namespace pyx::custody
