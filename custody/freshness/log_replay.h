// Puts leaves that an outsider has kept back into a store, with all that a running vault would have
// written beside them: rows of requests, windows of budgets, ledger, retired coins. Each leaf goes
// through the gates that the running vault and the offline verifier go through.
#pragma once

#include <optional>
#include <string>

#include "custody/staged_coins.h"
#include "custody/stored_log.h"

namespace pyx::custody {

// Threads: one at a time. Lifetime: `store` outlives it. After an error of take() or flush() it is
// not used again: what is durable is then a shorter log, and whole.
class LogReplay {
 public:
  // Behind the leaves that the store has; none in a new one. Errors: those of read_stored_log.
  static Result<LogReplay> open(Store& store);

  std::uint64_t size() const { return edge_.size(); }
  std::uint64_t durable() const { return commit_.first_leaf; }  // so many leaves
  Sha256 root() const { return edge_.root(); }
  // nullptr before the genesis leaf.
  const Books* books() const { return register_ ? &register_->books() : nullptr; }

  // The next leaf; becomes durable with it or later, in commits of at most 4096. Errors: those of
  // the register and of the gates, naming the leaf; kStore.
  //   blobs  what the leaf names
  Result<void> take(ByteView leaf, const BlobReader& blobs);
  // Makes durable whatever is not yet. Errors: kStore.
  Result<void> flush();

 private:
  explicit LogReplay(Store& store) : store_(&store), coins_(store) {}
  Result<void> take_leaf(const Leaf& leaf, ByteView bytes, const BlobReader& blobs);
  Result<void> pass_gates(const Leaf& leaf, const BlobReader& blobs);
  Result<void> put_executed(const ExecutedLeaf& executed, const BlobReader& blobs);
  Result<void> put_rows(const Leaf& leaf);
  Result<void> put_leaf(const Leaf& leaf, ByteView bytes, const BlobReader& blobs);
  void end_group();
  Result<Leaf> leaf_at(std::uint64_t index) const;

  Store* store_;
  std::optional<Register> register_;
  MerkleEdge edge_;
  Tallies tallies_;
  StagedCoins coins_;
  Commit commit_;
  Time group_{};  // leaves of one time were one commit, and are counted as such
};

}  // namespace pyx::custody
