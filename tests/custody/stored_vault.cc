#include "tests/custody/stored_vault.h"

#include "custody/evidence/merkle.h"
#include "custody/evidence/tiles.h"
#include "custody/store/sqlite_store.h"

namespace pyx::testing {
namespace {

std::vector<custody::BlobRow> blobs_of(const MemoryVault& vault) {
  std::vector<custody::BlobRow> rows;
  for (const auto& [digest, bytes] : vault.blobs) rows.push_back({digest, bytes});
  return rows;
}

}  // namespace

custody::Commit founding_commit(const MemoryVault& vault) {
  custody::MerkleEdge edge;
  const Bytes& genesis = vault.leaves().front();
  edge.append(custody::leaf_hash(genesis));
  custody::Commit commit;
  commit.leaves = {{custody::LeafClass::kRegister, genesis}};
  commit.edge = edge.hashes();
  commit.blobs = blobs_of(vault);
  commit.time = must(custody::parse_leaf(genesis)).time;
  return commit;
}

void write_log(const MemoryVault& vault, const std::filesystem::path& folder) {
  constexpr std::size_t kLeavesInCommit = 4096;
  const auto store = must(custody::create_sqlite_store(folder));
  custody::MerkleEdge edge;
  edge.append(custody::leaf_hash(vault.leaves().front()));
  must(store->commit(founding_commit(vault)));
  for (std::size_t at = 1; at < vault.leaves().size();) {
    custody::Commit commit;
    commit.first_leaf = at;
    for (; at < vault.leaves().size() && commit.leaves.size() < kLeavesInCommit; ++at) {
      const Bytes& leaf = vault.leaves()[at];
      const std::string_view kind = leaf_kind(must(custody::parse_leaf(leaf)));
      commit.leaves.push_back({kind == "request" || kind == "settle"
                                   ? custody::LeafClass::kRequest
                                   : custody::LeafClass::kRegister,
                               leaf});
      edge.append(custody::leaf_hash(leaf),
                  [&](unsigned height, std::uint64_t position, const Sha256& root) {
                    if (height % custody::kTileHeight == 0)
                      commit.tile_hashes.push_back({height / custody::kTileHeight, position, root});
                  });
    }
    commit.edge = edge.hashes();
    commit.time = vault.clock.now();
    must(store->commit(commit));
  }
}

StoredVault::StoredVault() {
  {
    const auto fresh = must(custody::create_sqlite_store(folder.path()));
    must(fresh->commit(founding_commit(memory)));
  }
  carried_ = memory.leaves().size();
  reopen();
}

void StoredVault::close_store() {
  log_.reset();
  store_.reset();
}

void StoredVault::reopen() {
  close_store();
  store_ = std::make_unique<FailingStore>(must(custody::open_sqlite_store(folder.path())));
  log_ = must(custody::EvidenceLog::open(*store_, memory.clock));
}

void StoredVault::carry_over() {
  for (; carried_ < memory.leaves().size(); ++carried_) {
    const custody::Leaf leaf = must(custody::parse_leaf(memory.leaves()[carried_]));
    must(log_->append(leaf.body, blobs_of(memory)));
  }
}

Uuid StoredVault::active_key(const std::string& profile) {
  const Uuid key = memory.active_key(profile);
  carry_over();
  return key;
}

std::vector<Bytes> StoredVault::leaf_bytes() { return must(store_->leaves(0, size() + 1)); }

custody::Leaf StoredVault::leaf(std::uint64_t index) {
  return must(custody::parse_leaf(must(store_->leaves(index, 1)).at(0)));
}

}  // namespace pyx::testing
