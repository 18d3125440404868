#include "custody/checkpointed_leaves.h"

#include "custody/evidence/merkle.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {

Result<std::optional<CheckpointedLeaves>> CheckpointedLeaves::read(Store& store) {
  std::optional<CheckpointedLeaves> none;
  PYX_ASSIGN(const auto text, store.note("checkpoint"));
  if (!text) return none;
  auto note = parse_note(*text);
  if (!note) return none;
  auto checkpoint = parse_checkpoint(note->text);
  PYX_ASSIGN(const StoreHead head, store.head());
  if (!checkpoint || checkpoint->size == 0 || checkpoint->size > head.log_size) return none;
  CheckpointedLeaves leaves(store, std::move(*note), std::move(*checkpoint));
  PYX_ASSIGN(const bool whole, leaves.hashes_up());
  if (!whole) return none;
  return std::optional(std::move(leaves));
}

Result<std::vector<Sha256>> CheckpointedLeaves::leaf_hashes(std::uint64_t tile,
                                                            std::uint64_t count) {
  PYX_ASSIGN(const auto leaves, store_->leaves(tile * kTileWidth, count));
  std::vector<Sha256> hashes;
  hashes.reserve(leaves.size());
  for (const Bytes& leaf : leaves) hashes.push_back(leaf_hash(leaf));
  return hashes;
}

Result<bool> CheckpointedLeaves::hashes_up() {
  const std::uint64_t tiles = checkpoint_.size / kTileWidth;
  const std::uint64_t rest = checkpoint_.size % kTileWidth;
  PYX_ASSIGN(full_tiles_, store_->tile_hashes(1, 0, tiles));
  PYX_ASSIGN(rest_, leaf_hashes(tiles, rest));
  if (full_tiles_.size() != tiles || rest_.size() != rest) return false;
  // The complete subtrees of the tree are those over its full tiles, then those of the rest.
  MerkleEdge over_tiles;
  for (const Sha256& hash : full_tiles_) over_tiles.append(hash);
  MerkleEdge over_rest;
  for (const Sha256& hash : rest_) over_rest.append(hash);
  std::vector<Sha256> edge = over_tiles.hashes();
  edge.insert(edge.end(), over_rest.hashes().begin(), over_rest.hashes().end());
  PYX_ASSIGN(const MerkleEdge whole, MerkleEdge::restore(checkpoint_.size, std::move(edge)));
  return whole.root() == checkpoint_.root;
}

Result<bool> CheckpointedLeaves::covers(std::uint64_t index, ByteView leaf) {
  if (index >= checkpoint_.size) return false;
  const std::uint64_t tile = index / kTileWidth;
  const std::uint64_t at = index % kTileWidth;
  if (tile == full_tiles_.size()) return rest_[at] == leaf_hash(leaf);
  if (tile != tile_) {
    PYX_ASSIGN(in_tile_, leaf_hashes(tile, kTileWidth));
    tile_ = tile;
    if (in_tile_.size() != kTileWidth || merkle_root(in_tile_) != full_tiles_[tile])
      in_tile_.clear();
  }
  return at < in_tile_.size() && in_tile_[at] == leaf_hash(leaf);
}

bool CheckpointedLeaves::is_signed_by(const Sha256& vault, const PublicKey& log_key) const {
  const std::string origin = log_origin(vault);
  return checkpoint_.origin == origin && signed_by(note_, {origin, log_key});
}

}  // namespace pyx::custody
