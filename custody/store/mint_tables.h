// What the store keeps of a mint: windows of budgets, the ledger, retired coins. Three tables of
// the store, custody/store/sqlite_schema.h; what is asked of them: custody/store/store.h.
#pragma once

#include <vector>

#include "custody/store/sqlite_connection.h"
#include "custody/store/store.h"

namespace pyx::custody {

// Threads: one at a time. Errors common to all: kStore.
class MintTables {
 public:
  static Result<MintTables> of(const SqlConnection& connection);

  // In a transaction of the caller's: what the commit says of tallies, windows and coins.
  Result<void> write(const Commit& commit);

  Result<std::vector<WindowPart>> window_parts();
  Result<std::vector<LedgerRow>> ledger_rows();
  Result<std::vector<bool>> are_retired(const Uuid& key, const std::vector<Sha256>& names);

 private:
  Result<void> write_windows(const Commit& commit);
  Result<void> write_coins(const Commit& commit);

  SqlStatement put_window_part_, drop_window_parts_, forget_window_, window_parts_;
  SqlStatement put_ledger_, ledger_rows_;
  SqlStatement put_retired_, find_retired_, forget_retired_;
};

}  // namespace pyx::custody
