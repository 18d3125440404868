// The log as it is being written: its store, its tree and its register, behind one lock. A leaf is
// checked against the register, made durable together with all that belongs to it, and only then
// applied.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "custody/acts/register.h"
#include "custody/evidence/merkle.h"
#include "custody/store/store.h"

namespace pyx::custody {

// A wall clock that stands further behind the last leaf than this stops everything (control
// CLOCK-SANE).
inline constexpr Duration kClockStepMost = std::chrono::seconds(5);

class EvidenceLog {
 public:
  // Rebuilds the register from the log, and the tree's edge from the hashes of its tiles and the
  // leaves of the last partial tile, and compares that with the stored edge. What full tiles hash
  // up to is not computed again here: `pyx log verify` does. `store` and `clock` outlive it.
  // Errors: kStore (damaged: says where).
  static Result<std::unique_ptr<EvidenceLog>> open(Store& store, const Clock& clock);

  // One commit in the making; holds the log's lock. Dropped without commit(), it leaves no trace.
  class Writer {
   public:
    const Books& books() const { return log_->register_.books(); }
    Time now() const { return now_; }
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
    // What was answered: leaf indices in ascending order, and the rows they settle.
    Result<void> stage_settled(std::vector<std::uint64_t> leaves, std::vector<RequestKey> keys);
    bool empty() const { return commit_.leaves.empty(); }
    // Makes all of it durable, then applies it. Errors: kStore; then nothing happened.
    Result<void> commit();

   private:
    friend class EvidenceLog;
    Writer(EvidenceLog& log, std::unique_lock<std::mutex> lock, Time now)
        : log_(&log), lock_(std::move(lock)), now_(now) {}
    Result<Staged> add(const Leaf& leaf, LeafClass leaf_class);

    EvidenceLog* log_;
    std::unique_lock<std::mutex> lock_;
    Time now_;
    Commit commit_;
    std::vector<Sha256> leaf_hashes_;
    std::optional<Leaf> register_leaf_;
    Change change_;
  };
  // Errors: kRefused with CLOCK-SANE.
  Result<Writer> write();
  // One register leaf in one commit; its index.
  Result<std::uint64_t> append(decltype(Leaf::body) body, std::vector<BlobRow> blobs = {});

  // Looks at the books under the lock.
  template <class Look>
  auto look(Look look_at) const {
    const std::lock_guard lock(mutex_);
    return look_at(register_.books());
  }
  struct Head {
    std::uint64_t size = 0;
    Sha256 root{};
    Uuid log_key;
    PublicKey log_public_key;
    Sha256 vault{};
  };
  Head head() const;
  BlobReader blobs() const;
  // Whether the last commit failed: then requests fail, until there is room again.
  bool last_commit_failed() const { return last_commit_failed_; }
  // The policy in force, without waiting for a commit under way: asked for on the way of each
  // request, by the one thread that serves them all.
  std::shared_ptr<const policies::Policy> policy() const;

 private:
  EvidenceLog(Store& store, const Clock& clock, Register the_register, MerkleEdge edge)
      : store_(store), clock_(clock), register_(std::move(the_register)), edge_(std::move(edge)) {
    publish_policy();
  }
  void publish_policy();

  Store& store_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  Register register_;
  MerkleEdge edge_;
  std::atomic<bool> last_commit_failed_{false};

  mutable std::mutex policy_mutex_;  // guards what follows; never held for long
  std::shared_ptr<const policies::Policy> policy_;
};

// A blob out of a store, checked against its digest.
BlobReader blob_reader(Store& store);

}  // namespace pyx::custody
