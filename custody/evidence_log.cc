#include "custody/evidence_log.h"

#include <algorithm>

#include "custody/acts/preconditions.h"
#include "custody/acts/replacing_token.h"
#include "custody/checkpointed_leaves.h"
#include "custody/evidence/tile_edge.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {
namespace {

constexpr std::string_view kClockNote = "clock";

// Every `kTileHeight` levels of the tree the hashes become entries of a tile one level up.
void keep_tile_hash(std::vector<TileHashRow>& rows, unsigned height, std::uint64_t position,
                    const Sha256& root) {
  if (height % kTileHeight == 0) rows.push_back({height / kTileHeight, position, root});
}

Error damaged(std::uint64_t index, const Error& why) {
  return error(Code::kStore,
               "the log is damaged at leaf " + std::to_string(index) + ": " + describe(why));
}

// `covered`: leaves of which the signatures need not be checked once more; may be null.
Result<Register> rebuild(Store& store, CheckpointedLeaves* covered) {
  const BlobReader blobs = blob_reader(store);
  std::optional<Register> the_register;
  PYX_TRY(store.each_register_leaf([&](std::uint64_t index, ByteView bytes) -> Result<void> {
    const auto leaf = parse_leaf(bytes);
    if (!leaf) return damaged(index, leaf.error());
    if (!the_register) {
      auto founded = Register::found(*leaf, blobs);
      if (!founded || index != 0)
        return damaged(index, founded ? error(Code::kStore, "no genesis") : founded.error());
      the_register = std::move(*founded);
      return {};
    }
    bool is_covered = false;
    if (covered != nullptr) {
      PYX_ASSIGN(is_covered, covered->covers(index, bytes));
    }
    const auto change = the_register->check(
        *leaf, index, blobs, is_covered ? LeafChecks::kUnderCheckpoint : LeafChecks::kAll);
    if (!change) return damaged(index, change.error());
    the_register->apply(*leaf, *change);
    return {};
  }));
  if (!the_register) return error(Code::kStore, "the log is empty");
  return std::move(*the_register);
}

// Of the leaves' hashes and the tiles over them.
TileEntries entries_of(Store& store) {
  return [&store](unsigned level, std::uint64_t first,
                  std::uint64_t count) -> Result<std::vector<Sha256>> {
    if (level > 0) return store.tile_hashes(level, first, count);
    PYX_ASSIGN(const std::vector<Bytes> leaves, store.leaves(first, count));
    std::vector<Sha256> hashes;
    hashes.reserve(leaves.size());
    for (const Bytes& leaf : leaves) hashes.push_back(leaf_hash(leaf));
    return hashes;
  };
}

Result<Sha256> root_at(Store& store, std::uint64_t size) {
  PYX_ASSIGN(const MerkleEdge edge, edge_of_tiles(size, entries_of(store)));
  return edge.root();
}

// The edge that the store keeps, if it is that of the tiles and leaves which stand there.
Result<MerkleEdge> checked_edge(Store& store, const StoreHead& head) {
  PYX_ASSIGN(MerkleEdge edge, edge_of_tiles(head.log_size, entries_of(store)));
  // A leaf behind the head would be in no tree; nothing may be appended over it either.
  PYX_ASSIGN(const std::vector<Bytes> behind, store.leaves(head.log_size, 1));
  if (!behind.empty()) {
    return error(Code::kStore, "the log is damaged: the store has a leaf " +
                                   std::to_string(head.log_size) + ", behind the log's end");
  }
  if (edge.hashes() == head.edge) return edge;
  return error(Code::kStore, "the log is damaged: the tree's edge in the store (" +
                                 std::to_string(head.edge.size()) + " hashes) is not that of its " +
                                 std::to_string(head.log_size) +
                                 " leaves; pyx log verify on an export says more");
}

// The note says since which leaf's time the clock is in doubt: the leaves of an act that would
// accept the clock carry the clock's own time, and end no doubt.
Result<ClockGuard> clock_guard(Store& store, const Books& books) {
  PYX_ASSIGN(const auto note, store.note(kClockNote));
  const Duration outage = books.policy.longest_outage;
  if (!note || note->empty()) return ClockGuard(books.last_time, outage, false);
  const auto since = from_rfc3339(*note);
  return ClockGuard(since ? *since : Time{}, outage, true);
}

// Of the budgets that are replaced, the windows that they do not have any more.
Result<std::vector<WindowName>> windows_gone(const Books& books, const BudgetSet& set,
                                             const BlobReader& blobs) {
  PYX_ASSIGN(const policies::BudgetFile file, proposed_budgets(set, blobs));
  std::vector<WindowName> gone;
  for (const policies::Budget& budget : file.budgets) {
    const policies::Budget* was = books.budget(budget.name);
    if (was == nullptr) continue;
    for (const policies::Limit& limit : was->limits) {
      const bool stays = std::ranges::find(budget.limits, limit.window, &policies::Limit::window) !=
                         budget.limits.end();
      if (!stays) gone.push_back({budget.name, limit.window.value_or(Duration(0))});
    }
  }
  return gone;
}

}  // namespace

BlobReader blob_reader(Store& store) {
  return [&store](const Sha256& digest) -> Result<Bytes> {
    PYX_ASSIGN(auto bytes, store.blob(digest));
    if (!bytes) return error(Code::kNotFound, "there is no blob " + to_hex(digest));
    if (sha256(*bytes) != digest)
      return error(Code::kStore, "blob " + to_hex(digest) + " is damaged");
    return std::move(*bytes);
  };
}

Result<std::unique_ptr<EvidenceLog>> EvidenceLog::open(Store& store, const Clock& clock) {
  PYX_ASSIGN(auto covered, CheckpointedLeaves::read(store));
  auto rebuilt = rebuild(store, covered ? &*covered : nullptr);
  // The checkpoint's word counts only if it is the log key's. And damage is told as it is found
  // when nothing is taken on anybody's word.
  if (covered && !(rebuilt && covered->is_signed_by(rebuilt->books().vault,
                                                    rebuilt->books().log_public_key))) {
    rebuilt = rebuild(store, nullptr);
  }
  if (!rebuilt) return rebuilt.error();
  PYX_ASSIGN(const StoreHead head, store.head());
  // Request leaves carry time too, and are not read again here.
  rebuilt->advance_time(head.time);
  PYX_ASSIGN(MerkleEdge edge, checked_edge(store, head));
  Tallies tallies;
  tallies.budgets.set(rebuilt->books().budgets);
  PYX_ASSIGN(const std::vector<WindowPart> parts, store.window_parts());
  PYX_ASSIGN(const std::vector<LedgerRow> rows, store.ledger_rows());
  tallies.restore(parts, rows);
  PYX_ASSIGN(const ClockGuard guard, clock_guard(store, rebuilt->books()));
  return std::unique_ptr<EvidenceLog>(new EvidenceLog(store, clock, std::move(*rebuilt),
                                                      std::move(edge), std::move(tallies), guard));
}

// That the clock is in doubt, and from which leaf on, outlives this process: otherwise a restart
// would believe it.
Result<void> EvidenceLog::check_clock(Time wall) {
  const Books& books = register_.books();
  auto checked = clock_guard_.check({wall, clock_.passed(), books.last_time, books.clock_accepted});
  if (clock_guard_.in_doubt() != doubt_is_noted_) {
    PYX_TRY(store_.set_note(kClockNote, doubt_is_noted_ ? "" : to_rfc3339(books.last_time)));
    doubt_is_noted_ = !doubt_is_noted_;
  }
  return checked;
}

Result<EvidenceLog::Writer> EvidenceLog::write(WriteFor what) {
  std::unique_lock lock(mutex_);
  const Time last = register_.books().last_time;
  const Time wall = clock_.now();
  if (const auto checked = check_clock(wall); !checked) {
    const bool behind = wall + kClockStepMost < last;
    const bool unnoted = checked.error().code == Code::kStore;
    if (behind || unnoted || what == WriteFor::kAnything) return checked.error();
    if (what == WriteFor::kFreeze) return Writer(*this, std::move(lock), last);
  }
  return Writer(*this, std::move(lock), std::max(wall, last));
}

Result<EvidenceLog::Writer::Staged> EvidenceLog::Writer::add(const Leaf& leaf,
                                                             LeafClass leaf_class) {
  if (register_leaf_)
    return error(Code::kBug, "no leaf follows one that changes the register in the same commit");
  PYX_ASSIGN(Bytes bytes, encode_leaf(leaf));
  const Staged staged{next_index(), leaf_hash(bytes)};
  commit_.leaves.push_back({leaf_class, std::move(bytes)});
  leaf_hashes_.push_back(staged.leaf_hash);
  return staged;
}

Result<std::uint64_t> EvidenceLog::Writer::stage(decltype(Leaf::body) body,
                                                 std::vector<BlobRow> blobs) {
  if (register_leaf_)
    return error(Code::kBug, "a commit holds at most one leaf that changes the register");
  Leaf leaf{now_, std::move(body)};
  const BlobReader stored = log_->blobs();
  const BlobReader with_new = [&](const Sha256& digest) -> Result<Bytes> {
    for (const BlobRow& blob : blobs) {
      if (blob.digest == digest && sha256(blob.bytes) == digest) return blob.bytes;
    }
    return stored(digest);
  };
  PYX_ASSIGN(change_, log_->register_.check(leaf, next_index(), with_new));
  PYX_TRY(pass_gate(leaf));
  PYX_ASSIGN(const Staged staged, add(leaf, LeafClass::kRegister));
  register_leaf_ = std::move(leaf);
  for (BlobRow& blob : blobs) commit_.blobs.push_back(std::move(blob));
  return staged.index;
}

Result<void> EvidenceLog::Writer::pass_gate(const Leaf& leaf) {
  PYX_TRY(check_known_checkpoint(leaf, log_->edge_.size(), [this](std::uint64_t size) {
    return root_at(log_->store_, size);
  }));
  const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body);
  if (executed == nullptr) return {};
  const Act& act = books().act(executed->act)->act;
  if (const auto* free = std::get_if<ReservationFree>(&act.parameters))
    PYX_TRY(log_->check_unanswered(free->leaf));
  const OperationAt at = [this](std::uint64_t index) { return log_->operation_at(index); };
  PYX_TRY(gate().executed(act, *executed, at));
  if (executed->refund) {
    const auto* refund = std::get_if<CoinsRefund>(&act.parameters);
    PYX_ASSIGN(
        const OperationLeaf original,
        at(refund != nullptr ? refund->leaf : std::get<ReservationFree>(act.parameters).leaf));
    commit_.closed.push_back({original.client, {}, original.request});
  }
  if (const auto* destroy = std::get_if<KeyDestroy>(&act.parameters))
    commit_.forgotten_coin_keys.push_back(destroy->key);
  if (const auto* set = std::get_if<BudgetSet>(&act.parameters)) {
    PYX_ASSIGN(commit_.forgotten_windows, windows_gone(books(), *set, log_->blobs()));
  }
  return {};
}

Result<EvidenceLog::Writer::Staged> EvidenceLog::Writer::stage_request(const RequestLeaf& leaf,
                                                                       const RequestKey& key) {
  PYX_ASSIGN(const Staged staged, add(Leaf{now_, leaf}, LeafClass::kRequest));
  commit_.requests.push_back({key, leaf.digest, staged.index});
  return staged;
}

Result<EvidenceLog::Writer::Staged> EvidenceLog::Writer::stage_operation(
    const OperationLeaf& leaf, const RequestKey& key, std::vector<BlobRow> blobs) {
  PYX_ASSIGN(const Staged staged, add(Leaf{now_, leaf}, LeafClass::kRequest));
  commit_.requests.push_back({key, leaf.digest, staged.index});
  for (BlobRow& blob : blobs) commit_.blobs.push_back(std::move(blob));
  return staged;
}

Result<void> EvidenceLog::Writer::stage_bad_coins(const BadCoinsLeaf& leaf) {
  PYX_ASSIGN(const Staged ignored, add(Leaf{now_, leaf}, LeafClass::kRequest));
  static_cast<void>(ignored);
  return {};
}

Result<std::vector<bool>> EvidenceLog::Writer::StagedCoins::has(const Uuid& key,
                                                                const std::vector<Sha256>& names) {
  PYX_ASSIGN(std::vector<bool> retired, store_->are_retired(key, names));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names_.contains({key, names[i]})) retired[i] = true;
  }
  return retired;
}

Result<void> EvidenceLog::Writer::StagedCoins::add(const Uuid& key,
                                                   const std::vector<Sha256>& names) {
  for (const Sha256& name : names) names_.emplace(key, name);
  coins_.push_back({key, names});
  return {};
}

Result<void> EvidenceLog::Writer::stage_settled(std::vector<std::uint64_t> leaves,
                                                std::vector<RequestKey> keys) {
  PYX_ASSIGN(const Staged staged, add(Leaf{now_, SettleLeaf{leaves}}, LeafClass::kRequest));
  static_cast<void>(staged);
  settled_ = std::move(leaves);
  for (RequestKey& key : keys) commit_.settled.push_back(std::move(key));
  return {};
}

Result<void> EvidenceLog::Writer::commit() {
  MerkleEdge edge = log_->edge_;
  commit_.first_leaf = edge.size();
  for (const Sha256& hash : leaf_hashes_) {
    edge.append(hash, [this](unsigned height, std::uint64_t position, const Sha256& root) {
      keep_tile_hash(commit_.tile_hashes, height, position, root);
    });
  }
  commit_.edge = edge.hashes();
  commit_.time = now_;
  commit_.tallies = log_->tallies_.changes(now_);
  commit_.retired = retired_.take();
  const Result<void> written = log_->store_.commit(commit_);
  log_->last_commit_failed_ = !written;
  PYX_TRY(written);
  log_->edge_ = std::move(edge);
  log_->tallies_.keep(now_);
  log_->register_.advance_time(now_);
  for (const auto& request : commit_.requests) ++log_->under_way_[request.leaf_index];
  for (const std::uint64_t leaf : settled_) log_->under_way_.erase(leaf);
  if (register_leaf_) {
    log_->register_.apply(*register_leaf_, change_);
    log_->publish_changes(*register_leaf_);
  }
  commit_ = {};
  settled_.clear();
  leaf_hashes_.clear();
  register_leaf_.reset();
  return {};
}

Result<std::uint64_t> EvidenceLog::append(decltype(Leaf::body) body, std::vector<BlobRow> blobs) {
  PYX_ASSIGN(Writer writer, write());
  PYX_ASSIGN(const std::uint64_t index, writer.stage(std::move(body), std::move(blobs)));
  PYX_TRY(writer.commit());
  return index;
}

void EvidenceLog::gave_up(std::uint64_t leaf) {
  const std::lock_guard lock(mutex_);
  const auto request = under_way_.find(leaf);
  if (request != under_way_.end() && --request->second == 0) under_way_.erase(request);
}

// Only what nobody was or will be answered is freed. Settled requests are forgotten in time.
Result<void> EvidenceLog::check_unanswered(std::uint64_t leaf) const {
  PYX_ASSIGN(const OperationLeaf original, operation_at(leaf));
  PYX_ASSIGN(const auto rows, store_.find_requests({{original.client, {}, original.request}}));
  if (!rows.front() || rows.front()->state != RequestRow::State::kOpen)
    return refused("COIN-REFUND", "the request was answered, refunded or freed: nothing is open");
  if (under_way_.contains(leaf)) return refused("COIN-REFUND", "the request is being answered now");
  return {};
}

EvidenceLog::Head EvidenceLog::head() const {
  const std::lock_guard lock(mutex_);
  const Books& books = register_.books();
  return {edge_.size(), edge_.root(), books.log_key, books.log_public_key, books.vault};
}

std::shared_ptr<const policies::Policy> EvidenceLog::policy() const {
  const std::lock_guard lock(policy_mutex_);
  return policy_;
}

void EvidenceLog::publish_policy() {
  auto policy = std::make_shared<const policies::Policy>(register_.books().policy);
  const std::lock_guard lock(policy_mutex_);
  policy_ = std::move(policy);
}

void EvidenceLog::publish_changes(const Leaf& leaf) {
  if (policy()->digest != register_.books().policy.digest) publish_policy();
  const bool executed = std::holds_alternative<ExecutedLeaf>(leaf.body);
  if (executed || std::holds_alternative<LoweringLeaf>(leaf.body))
    tallies_.budgets.set(register_.books().budgets);
  if (!executed) return;
  // The act may have accepted the clock, and be the last thing that this process does. If that
  // cannot be noted, the next start is in doubt.
  if (clock_guard_.in_doubt()) static_cast<void>(check_clock(clock_.now()));
  const std::lock_guard lock(policy_mutex_);
  coin_keys_.reset();
}

std::shared_ptr<const EvidenceLog::KeyTable> EvidenceLog::coin_keys() const {
  {
    const std::lock_guard lock(policy_mutex_);
    if (coin_keys_) return coin_keys_;
  }
  const std::lock_guard log_lock(mutex_);
  auto table = std::make_shared<KeyTable>();
  for (const KeyRecord& key : register_.books().keys) {
    if (key.state == KeyState::kDestroyed) continue;
    if (key.coins || key.purpose == Purpose::kEnvelope) table->emplace(key.id, key);
  }
  const std::lock_guard lock(policy_mutex_);
  coin_keys_ = std::move(table);
  return coin_keys_;
}

Result<OperationLeaf> EvidenceLog::operation_at(std::uint64_t index) const {
  PYX_ASSIGN(const auto leaves, store_.leaves(index, 1));
  if (leaves.empty()) return error(Code::kNotFound, "there is no leaf " + std::to_string(index));
  PYX_ASSIGN(Leaf leaf, parse_leaf(leaves.front()));
  auto* operation = std::get_if<OperationLeaf>(&leaf.body);
  if (operation == nullptr) {
    return error(Code::kNotFound,
                 "leaf " + std::to_string(index) + " is no request for an operation of the mint");
  }
  return std::move(*operation);
}

BlobReader EvidenceLog::blobs() const { return blob_reader(store_); }

}  // namespace pyx::custody
