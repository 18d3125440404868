// The log in the store: its leaves, the hashes of its full tiles, the blobs that leaves name. Three
// tables of the store, custody/store/sqlite_schema.h; what is asked of them: custody/store/store.h.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "custody/store/sqlite_connection.h"
#include "custody/store/store.h"

namespace pyx::custody {

// Threads: one at a time. Errors common to all: kStore.
class LogTables {
 public:
  static Result<LogTables> of(const SqlConnection& connection);

  // In a transaction of the caller's: the commit's leaves, tile hashes and blobs.
  Result<void> write(const Commit& commit);

  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count);
  // The next leaves of class kRegister from index `first` on, in order; none: there are no more.
  using IndexedLeaf = std::pair<std::uint64_t, Bytes>;
  Result<std::vector<IndexedLeaf>> register_leaves(std::uint64_t first);
  Result<std::vector<Sha256>> tile_hashes(unsigned level, std::uint64_t first, std::uint64_t count);
  Result<std::optional<Bytes>> blob(const Sha256& digest);

 private:
  SqlStatement put_leaf_, put_tile_hash_, put_blob_, leaves_, register_leaves_, tile_hashes_, blob_;
};

}  // namespace pyx::custody
