// The requests that were reserved, each once under its client, key and id, and what became of
// them. One table of the store, custody/store/sqlite_schema.h; what is asked of it:
// custody/store/store.h.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "custody/store/sqlite_connection.h"
#include "custody/store/store.h"

namespace pyx::custody {

// Threads: one at a time. Errors common to all: kStore.
class RequestTable {
 public:
  static Result<RequestTable> of(const SqlConnection& connection);

  // In a transaction of the caller's: what the commit reserves, settles and closes.
  Result<void> write(const Commit& commit);
  // Likewise: forgets what is settled or closed and has an id from before `time`.
  Result<void> forget_before(Time time);

  Result<std::vector<std::optional<RequestRow>>> find(const std::vector<RequestKey>& keys);
  Result<std::uint64_t> unsettled(const Uuid& key, Time since);
  Result<std::uint64_t> all_unsettled();
  Result<std::vector<RequestRow>> open(const std::optional<Uuid>& key, Time since,
                                       std::uint64_t most);

 private:
  SqlStatement put_, settle_, close_, forget_, find_, count_unsettled_, count_all_unsettled_, open_;
};

}  // namespace pyx::custody
