#include "custody/evidence/tile_proof.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "custody/evidence/merkle.h"

namespace pyx::custody {
namespace {

// The hashes of one tree, read tile by tile, each tile once. Nothing here is trusted: the proof
// made of it is checked against the checkpoint's root.
class TiledTree {
 public:
  TiledTree(std::uint64_t size, const TileReader& reader) : size_(size), reader_(reader) {}

  Result<Bytes> leaf(std::uint64_t index);
  Result<std::vector<Sha256>> roots(const std::vector<LeafRange>& ranges);

 private:
  struct Tile {
    TileName name;
    std::vector<Sha256> hashes;
  };

  template <class Item>
  Result<std::vector<Item>> read(const TileName& name,
                                 Result<std::vector<Item>> (*parse)(ByteView));
  Result<const std::vector<Sha256>*> hash_tile(unsigned level, std::uint64_t index);
  Result<Sha256> complete_root(LeafRange range);
  Result<Sha256> root(LeafRange range);

  std::uint64_t size_;
  const TileReader& reader_;
  std::vector<Tile> tiles_;
};

template <class Item>
Result<std::vector<Item>> TiledTree::read(const TileName& name,
                                          Result<std::vector<Item>> (*parse)(ByteView)) {
  TileName served = name;
  Result<Bytes> bytes = reader_(served);
  if (!bytes && bytes.error().code == Code::kNotFound && name.width != kTileWidth) {
    // "logs MAY delete any partial tile once the corresponding full tile is available"
    served.width = kTileWidth;
    if (Result<Bytes> full = reader_(served)) bytes = std::move(full);
  }
  if (!bytes) return std::move(bytes).error();
  PYX_ASSIGN(std::vector<Item> items, parse(*bytes));
  if (items.size() != served.width) {
    return error(Code::kBadInput, tile_path(served) + " holds " + std::to_string(items.size()) +
                                      " items, not " + std::to_string(served.width));
  }
  items.resize(name.width);
  return items;
}

Result<Bytes> TiledTree::leaf(std::uint64_t index) {
  const std::uint64_t bundle = index / kTileWidth;
  const TileName name{0, true, bundle, tile_width(size_, 0, bundle)};
  PYX_ASSIGN(std::vector<Bytes> leaves, read<Bytes>(name, parse_entries));
  return std::move(leaves[index % kTileWidth]);
}

Result<const std::vector<Sha256>*> TiledTree::hash_tile(unsigned level, std::uint64_t index) {
  const TileName name{level, false, index, tile_width(size_, level, index)};
  const auto known = std::ranges::find(tiles_, name, &Tile::name);
  if (known != tiles_.end()) return &known->hashes;
  PYX_ASSIGN(std::vector<Sha256> hashes, read<Sha256>(name, parse_hash_tile));
  tiles_.push_back({name, std::move(hashes)});
  return &tiles_.back().hashes;
}

// Of 2^h leaves that begin at a multiple of 2^h: its hashes stand together in one tile.
Result<Sha256> TiledTree::complete_root(LeafRange range) {
  const auto height = static_cast<unsigned>(std::countr_zero(range.end - range.begin));
  const unsigned level = height / kTileHeight;
  const std::uint64_t first = range.begin >> (level * kTileHeight);
  PYX_ASSIGN(const std::vector<Sha256>* const tile, hash_tile(level, first / kTileWidth));
  const std::size_t width = std::size_t{1} << (height % kTileHeight);
  return merkle_root(std::span(*tile).subspan(first % kTileWidth, width));
}

// Of any subtree: its largest complete subtrees, folded from the right as an edge is.
Result<Sha256> TiledTree::root(LeafRange range) {
  std::vector<Sha256> hashes;
  const std::uint64_t leaves = range.end - range.begin;
  while (range.begin != range.end) {
    const std::uint64_t middle = range.begin + std::bit_floor(range.end - range.begin);
    PYX_ASSIGN(const Sha256 hash, complete_root({range.begin, middle}));
    hashes.push_back(hash);
    range.begin = middle;
  }
  PYX_ASSIGN(const MerkleEdge edge, MerkleEdge::restore(leaves, std::move(hashes)));
  return edge.root();
}

Result<std::vector<Sha256>> TiledTree::roots(const std::vector<LeafRange>& ranges) {
  std::vector<Sha256> hashes;
  hashes.reserve(ranges.size());
  for (const LeafRange& range : ranges) {
    PYX_ASSIGN(const Sha256 hash, root(range));
    hashes.push_back(hash);
  }
  return hashes;
}

}  // namespace

Result<Bytes> read_proven_leaf(const Checkpoint& checkpoint, std::uint64_t index,
                               const TileReader& reader) {
  if (index >= checkpoint.size) {
    return error(Code::kBadInput, "leaf " + std::to_string(index) + " is not in a log of size " +
                                      std::to_string(checkpoint.size));
  }
  TiledTree tree(checkpoint.size, reader);
  PYX_ASSIGN(Bytes leaf, tree.leaf(index));
  PYX_ASSIGN(const std::vector<Sha256> proof, tree.roots(inclusion_ranges(index, checkpoint.size)));
  if (!verify_inclusion(leaf_hash(leaf), index, checkpoint.size, proof, checkpoint.root)) {
    return error(Code::kBadInput, "leaf " + std::to_string(index) +
                                      " does not hash up to the root of the checkpoint of size " +
                                      std::to_string(checkpoint.size));
  }
  return leaf;
}

Result<void> check_consistency(const Checkpoint& older, const Checkpoint& newer,
                               const TileReader& reader) {
  if (older.origin != newer.origin) {
    return error(Code::kBadInput, "the checkpoints are of two logs");
  }
  TiledTree tree(newer.size, reader);
  PYX_ASSIGN(const std::vector<Sha256> proof,
             tree.roots(consistency_ranges(older.size, newer.size)));
  if (!verify_consistency(older.size, older.root, newer.size, newer.root, proof)) {
    return error(Code::kBadInput, "the log of size " + std::to_string(newer.size) +
                                      " does not begin with the log of size " +
                                      std::to_string(older.size));
  }
  return {};
}

}  // namespace pyx::custody
