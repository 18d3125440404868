#include "custody/evidence_log.h"

#include <algorithm>

#include "custody/checkpointed_leaves.h"
#include "custody/evidence/tile_edge.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {
namespace {

// Every `kTileHeight` levels of the tree the hashes become entries of a tile one level up.
void keep_tile_hash(std::vector<TileHashRow>& rows, unsigned height, std::uint64_t position,
                    const Sha256& root) {
  if (height % kTileHeight == 0) rows.push_back({height / kTileHeight, position, root});
}

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

// The edge that the store keeps, if it is that of the tiles and leaves which stand there.
Result<MerkleEdge> checked_edge(Store& store, const StoreHead& head) {
  const TileEntries entries = [&store](unsigned level, std::uint64_t first,
                                       std::uint64_t count) -> Result<std::vector<Sha256>> {
    if (level > 0) return store.tile_hashes(level, first, count);
    PYX_ASSIGN(const std::vector<Bytes> leaves, store.leaves(first, count));
    std::vector<Sha256> hashes;
    hashes.reserve(leaves.size());
    for (const Bytes& leaf : leaves) hashes.push_back(leaf_hash(leaf));
    return hashes;
  };
  PYX_ASSIGN(MerkleEdge edge, edge_of_tiles(head.log_size, entries));
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

Result<std::unique_ptr<EvidenceLog>> EvidenceLog::open(Store& store, const Clock& clock) {
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
  return std::unique_ptr<EvidenceLog>(
      new EvidenceLog(store, clock, std::move(*rebuilt), std::move(edge)));
}

Result<EvidenceLog::Writer> EvidenceLog::write() {
  std::unique_lock lock(mutex_);
  const Time last = register_.books().last_time;
  const Time wall = clock_.now();
  if (wall + kClockStepMost < last) {
    return refused("CLOCK-SANE", "the clock says " + to_rfc3339(wall) +
                                     ", before the log's last leaf of " + to_rfc3339(last) +
                                     "; set the clock right");
  }
  return Writer(*this, std::move(lock), std::max(wall, last));
}

Result<EvidenceLog::Writer::Staged> EvidenceLog::Writer::add(const Leaf& leaf,
                                                             LeafClass leaf_class) {
  if (register_leaf_)
    return error(Code::kBug, "no leaf follows one that changes the register in the same commit");
  PYX_ASSIGN(Bytes bytes, encode_leaf(leaf));
  const Staged staged{next_index(), leaf_hash(bytes)};
  commit_.leaves.push_back({leaf_class, std::move(bytes)});
  leaf_hashes_.push_back(staged.leaf_hash);
  return staged;
}

Result<std::uint64_t> EvidenceLog::Writer::stage(decltype(Leaf::body) body,
                                                 std::vector<BlobRow> blobs) {
  if (register_leaf_)
    return error(Code::kBug, "a commit holds at most one leaf that changes the register");
  Leaf leaf{now_, std::move(body)};
  const BlobReader stored = log_->blobs();
  const BlobReader with_new = [&](const Sha256& digest) -> Result<Bytes> {
    for (const BlobRow& blob : blobs) {
      if (blob.digest == digest && sha256(blob.bytes) == digest) return blob.bytes;
    }
    return stored(digest);
  };
  PYX_ASSIGN(change_, log_->register_.check(leaf, next_index(), with_new));
  PYX_ASSIGN(const Staged staged, add(leaf, LeafClass::kRegister));
  register_leaf_ = std::move(leaf);
  for (BlobRow& blob : blobs) commit_.blobs.push_back(std::move(blob));
  return staged.index;
}

Result<EvidenceLog::Writer::Staged> EvidenceLog::Writer::stage_request(const RequestLeaf& leaf,
                                                                       const RequestKey& key) {
  PYX_ASSIGN(const Staged staged, add(Leaf{now_, leaf}, LeafClass::kRequest));
  commit_.requests.push_back({key, leaf.digest, staged.index, false});
  return staged;
}

Result<void> EvidenceLog::Writer::stage_settled(std::vector<std::uint64_t> leaves,
                                                std::vector<RequestKey> keys) {
  PYX_ASSIGN(const Staged staged,
             add(Leaf{now_, SettleLeaf{std::move(leaves)}}, LeafClass::kRequest));
  static_cast<void>(staged);
  for (RequestKey& key : keys) commit_.settled.push_back(std::move(key));
  return {};
}

Result<void> EvidenceLog::Writer::commit() {
  MerkleEdge edge = log_->edge_;
  commit_.first_leaf = edge.size();
  for (const Sha256& hash : leaf_hashes_) {
    edge.append(hash, [this](unsigned height, std::uint64_t position, const Sha256& root) {
      keep_tile_hash(commit_.tile_hashes, height, position, root);
    });
  }
  commit_.edge = edge.hashes();
  commit_.time = now_;
  const Result<void> written = log_->store_.commit(commit_);
  log_->last_commit_failed_ = !written;
  PYX_TRY(written);
  log_->edge_ = std::move(edge);
  log_->register_.advance_time(now_);
  if (register_leaf_) {
    log_->register_.apply(*register_leaf_, change_);
    if (log_->policy()->digest != books().policy.digest) log_->publish_policy();
  }
  commit_ = {};
  leaf_hashes_.clear();
  register_leaf_.reset();
  return {};
}

Result<std::uint64_t> EvidenceLog::append(decltype(Leaf::body) body, std::vector<BlobRow> blobs) {
  PYX_ASSIGN(Writer writer, write());
  PYX_ASSIGN(const std::uint64_t index, writer.stage(std::move(body), std::move(blobs)));
  PYX_TRY(writer.commit());
  return index;
}

EvidenceLog::Head EvidenceLog::head() const {
  const std::lock_guard lock(mutex_);
  const Books& books = register_.books();
  return {edge_.size(), edge_.root(), books.log_key, books.log_public_key, books.vault};
}

std::shared_ptr<const policies::Policy> EvidenceLog::policy() const {
  const std::lock_guard lock(policy_mutex_);
  return policy_;
}

void EvidenceLog::publish_policy() {
  auto policy = std::make_shared<const policies::Policy>(register_.books().policy);
  const std::lock_guard lock(policy_mutex_);
  policy_ = std::move(policy);
}

BlobReader EvidenceLog::blobs() const { return blob_reader(store_); }

}  // namespace pyx::custody
