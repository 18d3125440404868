// A log as its store holds it: what an opening reads before anything is written.
#pragma once

#include <vector>

#include "custody/acts/register.h"
#include "custody/coins/tallies.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/tile_edge.h"
#include "custody/store/store.h"

namespace pyx::custody {

struct StoredLog {
  Register the_register;
  MerkleEdge edge;
  Tallies tallies;
};
// Rebuilds the register from the log, and the tree's edge from the hashes of its tiles and the
// leaves of the last partial tile, and compares that with the stored edge. What full tiles hash up
// to is not computed again here: `pyx log verify` does. Errors: kStore (damaged: says where).
Result<StoredLog> read_stored_log(Store& store);

// A blob out of a store, checked against its digest. `store` outlives it.
BlobReader blob_reader(Store& store);
// The root of the first `size` leaves. Precondition: the log has so many. Errors: kStore.
Result<Sha256> root_at(Store& store, std::uint64_t size);
// Every kTileHeight levels of the tree the hashes become entries of a tile one level up.
void keep_tile_hash(std::vector<TileHashRow>& rows, unsigned height, std::uint64_t position,
                    const Sha256& root);
// The request leaf of an operation. Errors: kNotFound, kStore.
Result<OperationLeaf> operation_in(Store& store, std::uint64_t index);

}  // namespace pyx::custody
