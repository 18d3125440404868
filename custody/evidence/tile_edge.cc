#include "custody/evidence/tile_edge.h"

#include <string>

namespace pyx::custody {

Result<MerkleEdge> edge_of_tiles(std::uint64_t size, const TileEntries& entries) {
  // The one bits of `size` are the subtrees of the edge, largest first: eight bits to a level of
  // tiles, and those of one level are made of that level's last, partial tile.
  constexpr unsigned kLevels = 64 / kTileHeight;
  std::vector<Sha256> hashes;
  for (unsigned level = kLevels; level-- > 0;) {
    const std::uint64_t end = size >> (kTileHeight * level);
    const std::uint64_t count = end % kTileWidth;
    if (count == 0) continue;
    PYX_ASSIGN(const std::vector<Sha256> tile, entries(level, end - count, count));
    if (tile.size() != count) {
      return error(Code::kStore, "the log is damaged: level " + std::to_string(level) +
                                     " of its tiles has " + std::to_string(tile.size()) + " of " +
                                     std::to_string(count) + " entries from " +
                                     std::to_string(end - count) + " on");
    }
    MerkleEdge part;
    for (const Sha256& entry : tile) part.append(entry);
    hashes.insert(hashes.end(), part.hashes().begin(), part.hashes().end());
  }
  return MerkleEdge::restore(size, std::move(hashes));
}

}  // namespace pyx::custody
