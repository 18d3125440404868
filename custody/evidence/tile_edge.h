// The right edge of a tree out of its tiles: what a store keeps beside them can be checked in a few
// hundred hashes, however large the log is.
#pragma once

#include <functional>
#include <vector>

#include "custody/evidence/merkle.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {

// `count` entries of a level from entry `first` on: hashes of leaves at level 0, of complete
// subtrees of 256^level leaves above; fewer where they end. Asked only for entries of the last
// partial tile of each level: at most 255 of each, at most 8 levels.
using TileEntries = std::function<Result<std::vector<Sha256>>(unsigned level, std::uint64_t first,
                                                              std::uint64_t count)>;

// The edge of the tree of `size` leaves. Errors: the reader's; kStore if a level has fewer entries.
Result<MerkleEdge> edge_of_tiles(std::uint64_t size, const TileEntries& entries);

}  // namespace pyx::custody
