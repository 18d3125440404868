#include "custody/stored_log.h"

#include <optional>

#include "custody/checkpointed_leaves.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {
namespace {

Error damaged(std::uint64_t index, const Error& why) {
  return error(Code::kStore,
               "the log is damaged at leaf " + std::to_string(index) + ": " + describe(why));
}

// `covered`: leaves of which the signatures need not be checked once more; may be null.
Result<Register> rebuild(Store& store, CheckpointedLeaves* covered) {
  const BlobReader blobs = blob_reader(store);
  std::optional<Register> the_register;
  PYX_TRY(store.each_register_leaf([&](std::uint64_t index, ByteView bytes) -> Result<void> {
    const auto leaf = parse_leaf(bytes);
    if (!leaf) return damaged(index, leaf.error());
    if (!the_register) {
      auto founded = Register::found(*leaf, blobs);
      if (!founded || index != 0)
        return damaged(index, founded ? error(Code::kStore, "no genesis") : founded.error());
      the_register = std::move(*founded);
      return {};
    }
    bool is_covered = false;
    if (covered != nullptr) {
      PYX_ASSIGN(is_covered, covered->covers(index, bytes));
    }
    const auto change = the_register->check(
        *leaf, index, blobs, is_covered ? LeafChecks::kUnderCheckpoint : LeafChecks::kAll);
    if (!change) return damaged(index, change.error());
    the_register->apply(*leaf, *change);
    return {};
  }));
  if (!the_register) return error(Code::kStore, "the log is empty");
  return std::move(*the_register);
}

TileEntries entries_of(Store& store) {
  return [&store](unsigned level, std::uint64_t first,
                  std::uint64_t count) -> Result<std::vector<Sha256>> {
    if (level > 0) return store.tile_hashes(level, first, count);
    PYX_ASSIGN(const std::vector<Bytes> leaves, store.leaves(first, count));
    std::vector<Sha256> hashes;
    hashes.reserve(leaves.size());
    for (const Bytes& leaf : leaves) hashes.push_back(leaf_hash(leaf));
    return hashes;
  };
}

// The edge that the store keeps, if it is that of the tiles and leaves which stand there.
Result<MerkleEdge> checked_edge(Store& store, const StoreHead& head) {
  PYX_ASSIGN(MerkleEdge edge, edge_of_tiles(head.log_size, entries_of(store)));
  // A leaf behind the head would be in no tree; nothing may be appended over it either.
  PYX_ASSIGN(const std::vector<Bytes> behind, store.leaves(head.log_size, 1));
  if (!behind.empty()) {
    return error(Code::kStore, "the log is damaged: the store has a leaf " +
                                   std::to_string(head.log_size) + ", behind the log's end");
  }
  if (edge.hashes() == head.edge) return edge;
  return error(Code::kStore, "the log is damaged: the tree's edge in the store (" +
                                 std::to_string(head.edge.size()) + " hashes) is not that of its " +
                                 std::to_string(head.log_size) +
                                 " leaves; pyx log verify on an export says more");
}

}  // namespace

BlobReader blob_reader(Store& store) {
  return [&store](const Sha256& digest) -> Result<Bytes> {
    PYX_ASSIGN(auto bytes, store.blob(digest));
    if (!bytes) return error(Code::kNotFound, "there is no blob " + to_hex(digest));
    if (sha256(*bytes) != digest)
      return error(Code::kStore, "blob " + to_hex(digest) + " is damaged");
    return std::move(*bytes);
  };
}

Result<StoredLog> read_stored_log(Store& store) {
  PYX_ASSIGN(auto covered, CheckpointedLeaves::read(store));
  auto rebuilt = rebuild(store, covered ? &*covered : nullptr);
  // The checkpoint's word counts only if it is the log key's. And damage is told as it is found
  // when nothing is taken on anybody's word.
  if (covered && !(rebuilt && covered->is_signed_by(rebuilt->books().vault,
                                                    rebuilt->books().log_public_key))) {
    rebuilt = rebuild(store, nullptr);
  }
  if (!rebuilt) return rebuilt.error();
  PYX_ASSIGN(const StoreHead head, store.head());
  // Request leaves carry time too, and are not read again here.
  rebuilt->advance_time(head.time);
  PYX_ASSIGN(MerkleEdge edge, checked_edge(store, head));
  Tallies tallies;
  tallies.budgets.set(rebuilt->books().budgets);
  PYX_ASSIGN(const std::vector<WindowPart> parts, store.window_parts());
  PYX_ASSIGN(const std::vector<LedgerRow> rows, store.ledger_rows());
  tallies.restore(parts, rows);
  return StoredLog{std::move(*rebuilt), std::move(edge), std::move(tallies)};
}

Result<Sha256> root_at(Store& store, std::uint64_t size) {
  if (size == 0) return empty_root();
  PYX_ASSIGN(const MerkleEdge edge, edge_of_tiles(size, entries_of(store)));
  return edge.root();
}

void keep_tile_hash(std::vector<TileHashRow>& rows, unsigned height, std::uint64_t position,
                    const Sha256& root) {
  if (height % kTileHeight == 0) rows.push_back({height / kTileHeight, position, root});
}

Result<OperationLeaf> operation_in(Store& store, std::uint64_t index) {
  PYX_ASSIGN(const auto leaves, store.leaves(index, 1));
  if (leaves.empty()) return error(Code::kNotFound, "there is no leaf " + std::to_string(index));
  PYX_ASSIGN(Leaf leaf, parse_leaf(leaves.front()));
  auto* operation = std::get_if<OperationLeaf>(&leaf.body);
  if (operation == nullptr) {
    return error(Code::kNotFound,
                 "leaf " + std::to_string(index) + " is no request for an operation of the mint");
  }
  return std::move(*operation);
}

}  // namespace pyx::custody
