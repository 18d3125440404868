// Proofs out of tiles, fetched one by one: what a client does who holds a receipt and a checkpoint.
#pragma once

#include <functional>
#include <vector>

#include "custody/evidence/checkpoint.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {

// The tile's bytes as served. Asked only for tiles of tiles_of(checkpoint.size), and, where a
// partial one is kNotFound, for the full one that has taken its place (tlog-tiles, partial tiles).
using TileReader = std::function<Result<Bytes>(const TileName&)>;

// The bytes of leaf `index`, proven to be in the tree of `checkpoint` (whose signature the caller
// has checked). Errors: the reader's; kBadInput if index >= size or what was read does not hash up
// to the root.
Result<Bytes> read_proven_leaf(const Checkpoint& checkpoint, std::uint64_t index,
                               const TileReader& reader);
// That the tree of `newer` begins with the whole tree of `older` and has the same origin. Errors:
// as above; kBadInput if it does not.
Result<void> check_consistency(const Checkpoint& older, const Checkpoint& newer,
                               const TileReader& reader);

}  // namespace pyx::custody
