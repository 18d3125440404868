// The evidence log as a client reads it: checkpoints whose signature is checked with a pinned key,
// each consistent with the one before, and leaves proven to be under them (LOG-WHOLE).
#pragma once

#include <optional>

#include "custody/client/transport.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/note.h"
#include "custody/evidence/tile_proof.h"

namespace pyx::client {

// Threads: one at a time.
class LogReader {
 public:
  // `transport` outlives this. `log_key` and `vault` are what the client was given out of band.
  LogReader(Transport& transport, custody::NoteKey log_key, const Sha256& vault)
      : transport_(transport), log_key_(std::move(log_key)), vault_(vault) {}

  // The present checkpoint. Errors: the transport's; kRefused with LOG-WHOLE: not signed by the log
  // key, of another log, or not a continuation of the last one that was seen.
  Result<custody::Checkpoint> checkpoint();
  // The bytes of leaf `index`, proven; fetches a checkpoint if the last one does not cover it.
  // Errors: as above; kRefused with LOG-WHOLE when the leaf is not in the log.
  Result<Bytes> leaf(std::uint64_t index);

 private:
  Result<Bytes> tile(const custody::TileName& name);

  Transport& transport_;
  const custody::NoteKey log_key_;
  const Sha256 vault_;
  std::optional<custody::Checkpoint> newest_;
};

}  // namespace pyx::client
