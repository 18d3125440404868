// Which leaves of a store stand under a checkpoint that the log key has signed. The signatures on
// such a leaf were checked when it was written, and nobody without the log key on the token could
// have put another leaf in its place since; so a start need not check them once more.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/sha256.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/note.h"
#include "custody/store/store.h"

namespace pyx::custody {

// Threads: one at a time. Lifetime: `store` outlives it. Costs a hash for each full tile of the
// log, and 256 for each tile that is asked about.
class CheckpointedLeaves {
 public:
  // Of the newest checkpoint that the store keeps. Nothing if there is none, or if the tree in the
  // store does not hash up to it. Errors: kStore, of reading.
  static Result<std::optional<CheckpointedLeaves>> read(Store& store);

  // Whether the leaf at `index` is the one that the checkpoint covers. Errors: kStore, of reading.
  Result<bool> covers(std::uint64_t index, ByteView leaf);
  // Whether the checkpoint is one of this vault's log, signed by this key. Until then what covers()
  // says means nothing.
  bool is_signed_by(const Sha256& vault, const PublicKey& log_key) const;

 private:
  CheckpointedLeaves(Store& store, SignedNote note, Checkpoint checkpoint)
      : store_(&store), note_(std::move(note)), checkpoint_(std::move(checkpoint)) {}
  Result<std::vector<Sha256>> leaf_hashes(std::uint64_t tile, std::uint64_t count);
  Result<bool> hashes_up();

  Store* store_;
  SignedNote note_;
  Checkpoint checkpoint_;
  std::vector<Sha256> full_tiles_;  // the roots of the full tiles of 256 leaves
  std::vector<Sha256> rest_;        // the hashes of the leaves behind them
  // Of the full tile that was asked about last; empty if it is not what its root says.
  std::optional<std::uint64_t> tile_;
  std::vector<Sha256> in_tile_;
};

}  // namespace pyx::custody
