// The log as it is being written: its store, its tree and its register, behind one lock. A leaf is
// checked against the register, made durable together with all that belongs to it, and only then
// applied.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "custody/acts/register.h"
#include "custody/clock_guard.h"
#include "custody/coins/operation_gate.h"
#include "custody/staged_coins.h"
#include "custody/stored_log.h"

namespace pyx::custody {

class EvidenceLog {
 public:
  // `store` and `clock` outlive it. Errors: those of read_stored_log.
  static Result<std::unique_ptr<EvidenceLog>> open(Store& store, const Clock& clock);

  // One commit in the making; holds the log's lock. Dropped without commit(), it leaves no trace.
  class Writer {
   public:
    Writer(Writer&&) = default;
    Writer& operator=(Writer&&) = delete;
    ~Writer() {
      if (lock_.owns_lock()) log_->tallies_.drop();
    }

    const Books& books() const { return log_->register_.books(); }
    Time now() const { return now_; }
    const Tallies& tallies() const { return log_->tallies_; }
    // The gate of what moves value; what it takes belongs to this commit.
    Gate gate() { return {books(), log_->tallies_, retired_, now_}; }
    std::uint64_t next_index() const { return log_->edge_.size() + commit_.leaves.size(); }

    // A leaf that changes the register: checked at once. At most one in a commit, and no leaf of
    // any kind after it (kBug): what was admitted against books() would stand behind their change.
    Result<std::uint64_t> stage(decltype(Leaf::body) body, std::vector<BlobRow> blobs = {});
    struct Staged {
      std::uint64_t index = 0;
      Sha256 leaf_hash{};
    };
    // A request leaf, which the caller has admitted against books(), and the row that pins it.
    Result<Staged> stage_request(const RequestLeaf& leaf, const RequestKey& key);
    // A leaf that gate().operation() has let in, the row that pins it and the blobs that it names.
    Result<Staged> stage_operation(const OperationLeaf& leaf, const RequestKey& key,
                                   std::vector<BlobRow> blobs = {});
    // A leaf that gate().bad_coins() has counted.
    Result<void> stage_bad_coins(const BadCoinsLeaf& leaf);
    // What was answered: leaf indices in ascending order, and the rows they settle.
    Result<void> stage_settled(std::vector<std::uint64_t> leaves, std::vector<RequestKey> keys);
    // A request of an earlier commit, not settled, is being answered again.
    void answers_again(std::uint64_t leaf) { ++log_->under_way_[leaf]; }
    bool empty() const { return commit_.leaves.empty(); }
    // Makes all of it durable, then applies it. Errors: kStore; then nothing happened.
    Result<void> commit();

   private:
    friend class EvidenceLog;
    Writer(EvidenceLog& log, std::unique_lock<std::mutex> lock, Time now)
        : log_(&log), lock_(std::move(lock)), now_(now), retired_(log.store_) {}
    Result<Staged> add(const Leaf& leaf, LeafClass leaf_class);
    Result<void> pass_gate(const Leaf& leaf);

    EvidenceLog* log_;
    std::unique_lock<std::mutex> lock_;
    Time now_;
    StagedCoins retired_;
    Commit commit_;
    std::vector<Sha256> leaf_hashes_;
    std::vector<std::uint64_t> settled_;
    std::optional<Leaf> register_leaf_;
    Change change_;
  };
  // kClockAct: a leaf about an act clock.accept, which is the way out when the clock is in doubt.
  // kFreeze: what only stops is taken then too, at the time of the last leaf.
  // kStateAct: a leaf about an act state.accept, which is the way out of both: of suspend() too.
  enum class WriteFor { kAnything, kClockAct, kFreeze, kStateAct };
  // Errors: kRefused with CLOCK-SANE, or that of suspend().
  Result<Writer> write(WriteFor what = WriteFor::kAnything);
  // Control STATE-FRESH: from here on, until it is called with nothing, no leaf is written, and
  // `why` is the answer.
  void suspend(std::optional<Error> why);
  Result<void> check_fresh() const;
  // One register leaf in one commit; its index.
  Result<std::uint64_t> append(decltype(Leaf::body) body, std::vector<BlobRow> blobs = {});

  // A request that was reserved or answered again will not be answered after all.
  void gave_up(std::uint64_t leaf);

  // Looks at the books under the lock.
  template <class Look>
  auto look(Look look_at) const {
    const std::lock_guard lock(mutex_);
    return look_at(register_.books());
  }
  // The same with what the operations add up to, and the time that a commit would have now.
  template <class Look>
  auto look_at(Look look) const {
    const std::lock_guard lock(mutex_);
    return look(register_.books(), tallies_, std::max(clock_.now(), register_.books().last_time));
  }
  struct Head {
    std::uint64_t size = 0;
    Sha256 root{};
    Uuid log_key;
    PublicKey log_public_key;
    Sha256 vault{};
  };
  Head head() const;
  const Sha256& vault() const { return vault_; }  // its id, which never changes
  BlobReader blobs() const;
  // Whether the last commit failed: then requests fail, until there is room again.
  bool last_commit_failed() const { return last_commit_failed_; }
  // The policy in force, without waiting for a commit under way: asked for on the way of each
  // request, by the one thread that serves them all.
  std::shared_ptr<const policies::Policy> policy() const;
  // The keys that open envelopes and those of coins, destroyed ones left out; asked for before a
  // request is reserved, so without waiting for a commit unless they have changed.
  using KeyTable = std::map<Uuid, KeyRecord>;
  std::shared_ptr<const KeyTable> coin_keys() const;
  // The leaf of one of the mint's operations. Errors: kNotFound, kStore.
  Result<OperationLeaf> operation_at(std::uint64_t index) const;

 private:
  EvidenceLog(Store& store, const Clock& clock, StoredLog stored, ClockGuard clock_guard)
      : store_(store),
        clock_(clock),
        register_(std::move(stored.the_register)),
        edge_(std::move(stored.edge)),
        tallies_(std::move(stored.tallies)),
        clock_guard_(clock_guard) {
    publish_policy();
  }
  Result<void> check_clock(Time wall);
  Result<void> check_unanswered(std::uint64_t leaf) const;
  void publish_policy();
  void publish_changes(const Leaf& leaf);

  Store& store_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  Register register_;
  MerkleEdge edge_;
  Tallies tallies_;
  ClockGuard clock_guard_;
  bool doubt_is_noted_{clock_guard_.in_doubt()};
  std::optional<Error> suspended_;
  // Of requests whose answer may still leave, or has left and is not settled: how often.
  std::map<std::uint64_t, unsigned> under_way_;
  std::atomic<bool> last_commit_failed_{false};

  const Sha256 vault_{register_.books().vault};

  mutable std::mutex policy_mutex_;  // guards what follows; never held for long
  std::shared_ptr<const policies::Policy> policy_;
  mutable std::shared_ptr<const KeyTable> coin_keys_;  // nothing: to be made anew
};

}  // namespace pyx::custody
