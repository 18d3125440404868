#include "custody/store/log_tables.h"

namespace pyx::custody {

Result<LogTables> LogTables::of(const SqlConnection& connection) {
  LogTables tables;
  PYX_ASSIGN(tables.put_leaf_, connection.prepare("INSERT INTO leaf VALUES (?1, ?2, ?3)"));
  PYX_ASSIGN(tables.put_tile_hash_,
             connection.prepare("INSERT INTO tile_hash VALUES (?1, ?2, ?3)"));
  PYX_ASSIGN(tables.put_blob_, connection.prepare("INSERT OR IGNORE INTO blob VALUES (?1, ?2)"));
  PYX_ASSIGN(
      tables.leaves_,
      connection.prepare("SELECT bytes FROM leaf WHERE position >= ?1 ORDER BY position LIMIT ?2"));
  PYX_ASSIGN(tables.register_leaves_,
             connection.prepare("SELECT position, bytes FROM leaf "
                                "WHERE class = 0 AND position >= ?1 ORDER BY position LIMIT 256"));
  PYX_ASSIGN(tables.tile_hashes_,
             connection.prepare("SELECT hash FROM tile_hash WHERE level = ?1 AND position >= ?2 "
                                "ORDER BY position LIMIT ?3"));
  PYX_ASSIGN(tables.blob_, connection.prepare("SELECT bytes FROM blob WHERE digest = ?1"));
  return tables;
}

Result<void> LogTables::write(const Commit& commit) {
  std::uint64_t index = commit.first_leaf;
  for (const LeafRow& leaf : commit.leaves) {
    const std::uint64_t leaf_class = leaf.leaf_class == LeafClass::kRegister ? 0 : 1;
    PYX_TRY(put_leaf_.bind(1, index++).bind(2, leaf_class).bind(3, ByteView(leaf.bytes)).run());
  }
  for (const TileHashRow& tile : commit.tile_hashes) {
    PYX_TRY(put_tile_hash_.bind(1, std::uint64_t{tile.level})
                .bind(2, tile.position)
                .bind(3, ByteView(tile.hash))
                .run());
  }
  for (const BlobRow& blob : commit.blobs) {
    PYX_TRY(put_blob_.bind(1, ByteView(blob.digest)).bind(2, ByteView(blob.bytes)).run());
  }
  return {};
}

Result<std::vector<Bytes>> LogTables::leaves(std::uint64_t first, std::uint64_t count) {
  SqlUse row(leaves_);
  row->bind(1, first).bind(2, count);
  std::vector<Bytes> found;
  for (;;) {
    PYX_ASSIGN(const bool more, row->step());
    if (!more) return found;
    found.push_back(row->blob(0));
  }
}

Result<std::vector<LogTables::IndexedLeaf>> LogTables::register_leaves(std::uint64_t first) {
  SqlUse row(register_leaves_);
  row->bind(1, first);
  std::vector<IndexedLeaf> found;
  for (;;) {
    PYX_ASSIGN(const bool more, row->step());
    if (!more) return found;
    found.emplace_back(row->integer(0), row->blob(1));
  }
}

Result<std::vector<Sha256>> LogTables::tile_hashes(unsigned level, std::uint64_t first,
                                                   std::uint64_t count) {
  SqlUse row(tile_hashes_);
  row->bind(1, std::uint64_t{level}).bind(2, first).bind(3, count);
  std::vector<Sha256> hashes;
  for (;;) {
    PYX_ASSIGN(const bool more, row->step());
    if (!more) return hashes;
    PYX_ASSIGN(const Sha256 hash, row->digest(0));
    hashes.push_back(hash);
  }
}

Result<std::optional<Bytes>> LogTables::blob(const Sha256& digest) {
  SqlUse row(blob_);
  row->bind(1, ByteView(digest));
  PYX_ASSIGN(const bool found, row->step());
  return found ? std::optional(row->blob(0)) : std::nullopt;
}

}  // namespace pyx::custody
