// Durable state of a vault, behind one interface: SQLite in the vault's folder now, a server for
// several nodes later. The log is the truth: the register is rebuilt from its leaves. Beside it
// stand what a request needs at once (the ids that were used) and what would be slow to compute
// again (the tree's edge, the hashes of full tiles).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/coins/tallies.h"
#include "custody/evidence/operation_leaf.h"

namespace pyx::custody {

// What a request id stands for: scoped to client and key. Of the mint's operations, which are
// scoped to the client alone, the key is all zero.
struct RequestKey {
  std::string client;  // its name in the policy
  Uuid key;
  Uuid request;
};
struct RequestRow {
  RequestKey key;
  Sha256 digest{};
  std::uint64_t leaf_index =
      0;  // of its request leaf, in which everything that the answer depends on is pinned
  // kClosed: refunded or freed by an act; it is not answered again.
  enum class State { kOpen, kSettled, kClosed } state = State::kOpen;
  bool is_settled() const { return state == State::kSettled; }
};

enum class LeafClass {
  kRegister,  // changes the register; read again at each start
  kRequest,   // request and settle leaves; there are very many
};
struct LeafRow {
  LeafClass leaf_class = LeafClass::kRegister;
  Bytes bytes;
};
struct BlobRow {
  Sha256 digest{};
  Bytes bytes;
};
// The hash of a complete subtree of 256^level leaves, which is one entry of a tile of that level
// (level 1 and up).
struct TileHashRow {
  unsigned level = 1;
  std::uint64_t position = 0;
  Sha256 hash{};
};

// A window that its budget no longer has. Were it to come back, it would begin empty.
struct WindowName {
  std::string budget;
  Duration window{};  // as in WindowPart
};

// Everything of one commit: all of it becomes durable, or nothing.
struct Commit {
  std::uint64_t first_leaf = 0;  // the index of the first of `leaves`; must be the log's size
  std::vector<LeafRow> leaves;
  std::vector<Sha256> edge;  // of the tree with these leaves, custody/evidence/merkle.h
  std::vector<TileHashRow> tile_hashes;
  std::vector<BlobRow> blobs;        // one that is there already is left alone
  std::vector<RequestRow> requests;  // new; their ids must be new
  std::vector<RequestKey> settled;
  std::vector<RequestKey> closed;
  TallyChanges tallies;
  std::vector<WindowName> forgotten_windows;  // with all their parts, those of `tallies` too
  std::vector<RetiredCoins> retired;          // new
  std::vector<Uuid> forgotten_coin_keys;  // destroyed: nobody asks for their retired coins again
  Time time{};                            // persisted; time never goes back behind it
};

struct StoreHead {
  std::uint64_t log_size = 0;
  std::vector<Sha256> edge;
  Time time{};
  Time low_water{};         // request ids from before this are refused; only rises
  std::uint64_t epoch = 0;  // how often the store was opened for writing
};

// Threads: one writer at a time (the vault's lock); reads from any thread.
// Errors common to all: kStore with the reason; then nothing was changed.
class Store {
 public:
  virtual ~Store() = default;

  virtual Result<StoreHead> head() = 0;
  virtual Result<void> commit(const Commit& commit) = 0;

  virtual Result<std::vector<std::optional<RequestRow>>> find_requests(
      const std::vector<RequestKey>& keys) = 0;
  // How many name this key and can still be completed: their ids are not from before `since`.
  virtual Result<std::uint64_t> unsettled_requests(const Uuid& key, Time since) = 0;
  virtual Result<std::uint64_t> all_unsettled_requests() = 0;  // of every key, however old
  // The newest requests of this key (all zero: of the mint's operations) that are neither settled
  // nor closed, at most `most`, with ids not from before `since`. Without a key: of all.
  virtual Result<std::vector<RequestRow>> open_requests(const std::optional<Uuid>& key, Time since,
                                                        std::uint64_t most) = 0;

  // Which of these names are retired, in their order.
  virtual Result<std::vector<bool>> are_retired(const Uuid& key,
                                                const std::vector<Sha256>& names) = 0;
  virtual Result<std::vector<WindowPart>> window_parts() = 0;
  virtual Result<std::vector<LedgerRow>> ledger_rows() = 0;

  // Raises the low-water mark and forgets settled requests whose ids are older. Never lowers it.
  virtual Result<void> raise_low_water(Time to) = 0;

  virtual Result<std::vector<Bytes>> leaves(std::uint64_t first,
                                            std::uint64_t count) = 0;  // fewer at the end
  using OnLeaf = std::function<Result<void>(std::uint64_t index, ByteView bytes)>;
  virtual Result<void> each_register_leaf(
      const OnLeaf& on_leaf) = 0;  // in order; ends at the first error, which it returns
  virtual Result<std::vector<Sha256>> tile_hashes(unsigned level, std::uint64_t first,
                                                  std::uint64_t count) = 0;
  virtual Result<std::optional<Bytes>> blob(const Sha256& digest) = 0;

  // Small named texts that are no evidence: the token's URI, the newest signed checkpoint.
  virtual Result<std::optional<std::string>> note(std::string_view name) = 0;
  virtual Result<void> set_note(std::string_view name, std::string_view text) = 0;
  // Counts one opening for writing; the number goes into intents. Proves that the store takes a
  // commit.
  virtual Result<std::uint64_t> next_epoch() = 0;
};

}  // namespace pyx::custody
