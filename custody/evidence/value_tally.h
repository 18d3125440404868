// What a log says of value, counted from leaf 0 on: through the same gate as in the running vault,
// and in the same way. Part of the offline verifier, custody/evidence/verify.h.
#pragma once

#include "custody/acts/books.h"
#include "custody/coins/retired_in_memory.h"
#include "custody/coins/tallies.h"
#include "custody/evidence/request_tally.h"

namespace pyx::custody {

// Threads: one at a time.
class ValueTally {
 public:
  // Takes the next leaf, of any kind, before it is applied to `books`.
  //   requests  has taken it already
  //   blobs     what a leaf names must be there
  // Errors: those of the gate (custody/coins/operation_gate.h); kRefused with SIGN-BUDGET (the leaf
  // states another remainder than there was) or COIN-REFUND (frees what was answered); of `blobs`.
  Result<void> take(const Books& books, const Leaf& leaf, const RequestTally& requests,
                    const BlobReader& blobs);
  // After the leaf was applied: budgets may be others now.
  void follow(const Books& books) { tallies_.budgets.set(books.budgets); }

  const Ledger& ledger() const { return tallies_.ledger; }
  std::size_t retired() const { return retired_.size(); }

 private:
  Tallies tallies_;
  RetiredInMemory retired_;
};

}  // namespace pyx::custody
