#include "custody/evidence_log.h"

#include <algorithm>

#include "custody/acts/replacing_token.h"
#include "custody/windows_gone.h"

namespace pyx::custody {
namespace {

constexpr std::string_view kClockNote = "clock";

// The note says since which leaf's time the clock is in doubt: the leaves of an act that would
// accept the clock carry the clock's own time, and end no doubt.
Result<ClockGuard> clock_guard(Store& store, const Books& books) {
  PYX_ASSIGN(const auto note, store.note(kClockNote));
  const Duration outage = books.policy.longest_outage;
  if (!note || note->empty()) return ClockGuard(books.last_time, outage, false);
  const auto since = from_rfc3339(*note);
  return ClockGuard(since ? *since : Time{}, outage, true);
}

}  // namespace

Result<std::unique_ptr<EvidenceLog>> EvidenceLog::open(Store& store, const Clock& clock) {
  PYX_ASSIGN(StoredLog stored, read_stored_log(store));
  PYX_ASSIGN(const ClockGuard guard, clock_guard(store, stored.the_register.books()));
  return std::unique_ptr<EvidenceLog>(new EvidenceLog(store, clock, std::move(stored), guard));
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

void EvidenceLog::suspend(std::optional<Error> why) {
  const std::lock_guard lock(mutex_);
  suspended_ = std::move(why);
}

Result<void> EvidenceLog::check_fresh() const {
  const std::lock_guard lock(mutex_);
  if (suspended_) return *suspended_;
  return {};
}

Result<EvidenceLog::Writer> EvidenceLog::write(WriteFor what) {
  std::unique_lock lock(mutex_);
  if (suspended_ && what != WriteFor::kStateAct) return *suspended_;
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
  PYX_TRY(check_goes_on_from(leaf, next_index(), log_->edge_.root()));
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
  PYX_ASSIGN(commit_.forgotten_windows, windows_gone(books(), act, log_->blobs()));
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
  return operation_in(store_, index);
}

BlobReader EvidenceLog::blobs() const { return blob_reader(store_); }

}  // namespace pyx::custody
