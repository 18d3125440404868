#include "custody/freshness/log_replay.h"

#include <iterator>

#include "custody/acts/replacing_token.h"
#include "custody/evidence/named_blobs.h"
#include "custody/windows_gone.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kMostInACommit = 4096;

bool changes_register(const Leaf& leaf) {
  return !std::holds_alternative<RequestLeaf>(leaf.body) &&
         !std::holds_alternative<OperationLeaf>(leaf.body) &&
         !std::holds_alternative<BadCoinsLeaf>(leaf.body) &&
         !std::holds_alternative<SettleLeaf>(leaf.body);
}

Result<RequestKey> key_of(const Leaf& leaf) {
  if (const auto* request = std::get_if<RequestLeaf>(&leaf.body))
    return RequestKey{request->client, request->key, request->request};
  if (const auto* operation = std::get_if<OperationLeaf>(&leaf.body))
    return RequestKey{operation->client, {}, operation->request};
  return error(Code::kBadInput, "what is settled is no request");
}

}  // namespace

Result<LogReplay> LogReplay::open(Store& store) {
  LogReplay replay(store);
  PYX_ASSIGN(const StoreHead head, store.head());
  if (head.log_size == 0) return replay;
  PYX_ASSIGN(StoredLog stored, read_stored_log(store));
  replay.register_ = std::move(stored.the_register);
  replay.edge_ = std::move(stored.edge);
  replay.tallies_ = std::move(stored.tallies);
  replay.commit_.first_leaf = head.log_size;
  return replay;
}

Result<void> LogReplay::take(ByteView bytes, const BlobReader& blobs) {
  const std::uint64_t index = size();
  const auto at_leaf = [index](Error why) {
    if (why.code != Code::kStore)
      why.message = "leaf " + std::to_string(index) + ": " + why.message;
    return why;
  };
  const auto leaf = parse_leaf(bytes);
  if (!leaf) return at_leaf(leaf.error());
  if (auto taken = take_leaf(*leaf, bytes, blobs); !taken) return at_leaf(taken.error());
  return {};
}

Result<void> LogReplay::take_leaf(const Leaf& leaf, ByteView bytes, const BlobReader& blobs) {
  if (!register_) {
    PYX_ASSIGN(register_, Register::found(leaf, blobs));
    PYX_TRY(put_leaf(leaf, bytes, blobs));
    return flush();
  }
  if (leaf.time != group_) end_group();
  group_ = leaf.time;
  PYX_TRY(check_goes_on_from(leaf, size(), root()));
  PYX_ASSIGN(const Change change, register_->check(leaf, size(), blobs));
  const RootAt root_of = [this](std::uint64_t known) -> Result<Sha256> {
    PYX_TRY(flush());
    return root_at(*store_, known);
  };
  PYX_TRY(check_known_checkpoint(leaf, size(), root_of));
  PYX_TRY(pass_gates(leaf, blobs));
  PYX_TRY(put_rows(leaf));
  PYX_TRY(put_leaf(leaf, bytes, blobs));
  const bool changes = changes_register(leaf);
  if (changes) end_group();  // counted under the budgets as they were
  register_->apply(leaf, change);
  if (!changes) return commit_.leaves.size() < kMostInACommit ? Result<void>() : flush();
  tallies_.budgets.set(register_->books().budgets);
  return flush();
}

Result<void> LogReplay::pass_gates(const Leaf& leaf, const BlobReader& blobs) {
  Gate gate{register_->books(), tallies_, coins_, leaf.time};
  if (const auto* operation = std::get_if<OperationLeaf>(&leaf.body)) {
    PYX_ASSIGN(const auto remaining, gate.operation(*operation));
    if (remaining == operation->remaining) return {};
    return refused("SIGN-BUDGET", "the request names another remainder than there was");
  }
  if (const auto* bad = std::get_if<BadCoinsLeaf>(&leaf.body)) return gate.bad_coins(*bad);
  const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body);
  if (executed == nullptr) return {};
  const auto operation_at = [this](std::uint64_t index) -> Result<OperationLeaf> {
    PYX_ASSIGN(Leaf there, leaf_at(index));
    if (auto* operation = std::get_if<OperationLeaf>(&there.body)) return std::move(*operation);
    return error(Code::kNotFound, "there is no operation of the mint");
  };
  PYX_TRY(gate.executed(register_->books().act(executed->act)->act, *executed, operation_at));
  return put_executed(*executed, blobs);
}

Result<void> LogReplay::put_executed(const ExecutedLeaf& executed, const BlobReader& blobs) {
  const Books& books = register_->books();
  const Act& act = books.act(executed.act)->act;
  if (executed.refund) {
    const auto* refund = std::get_if<CoinsRefund>(&act.parameters);
    PYX_ASSIGN(
        const Leaf original,
        leaf_at(refund != nullptr ? refund->leaf : std::get<ReservationFree>(act.parameters).leaf));
    PYX_ASSIGN(RequestKey closed, key_of(original));
    commit_.closed.push_back(std::move(closed));
  }
  if (const auto* destroy = std::get_if<KeyDestroy>(&act.parameters))
    commit_.forgotten_coin_keys.push_back(destroy->key);
  PYX_ASSIGN(commit_.forgotten_windows, windows_gone(books, act, blobs));
  return {};
}

Result<void> LogReplay::put_rows(const Leaf& leaf) {
  if (const auto* settled = std::get_if<SettleLeaf>(&leaf.body)) {
    for (const std::uint64_t index : settled->signed_requests) {
      PYX_ASSIGN(const Leaf request, leaf_at(index));
      PYX_ASSIGN(RequestKey key, key_of(request));
      commit_.settled.push_back(std::move(key));
    }
    return {};
  }
  const auto* request = std::get_if<RequestLeaf>(&leaf.body);
  const auto* operation = std::get_if<OperationLeaf>(&leaf.body);
  if (request == nullptr && operation == nullptr) return {};
  PYX_ASSIGN(RequestKey key, key_of(leaf));
  commit_.requests.push_back(
      {std::move(key), request != nullptr ? request->digest : operation->digest, size()});
  return {};
}

Result<void> LogReplay::put_leaf(const Leaf& leaf, ByteView bytes, const BlobReader& blobs) {
  PYX_ASSIGN(const std::vector<Sha256> named, named_blobs(bytes));
  for (const Sha256& digest : named) {
    PYX_ASSIGN(Bytes blob, blobs(digest));
    commit_.blobs.push_back({digest, std::move(blob)});
  }
  commit_.leaves.push_back({changes_register(leaf) ? LeafClass::kRegister : LeafClass::kRequest,
                            Bytes(bytes.begin(), bytes.end())});
  commit_.time = leaf.time;
  edge_.append(leaf_hash(bytes),
               [this](unsigned height, std::uint64_t position, const Sha256& subtree) {
                 keep_tile_hash(commit_.tile_hashes, height, position, subtree);
               });
  return {};
}

void LogReplay::end_group() {
  TallyChanges changes = tallies_.changes(group_);
  std::ranges::move(changes.windows, std::back_inserter(commit_.tallies.windows));
  std::ranges::move(changes.ledger, std::back_inserter(commit_.tallies.ledger));
  tallies_.keep(group_);
}

Result<void> LogReplay::flush() {
  end_group();
  if (commit_.leaves.empty()) return {};
  commit_.edge = edge_.hashes();
  commit_.retired = coins_.take();
  PYX_TRY(store_->commit(commit_));
  commit_ = {};
  commit_.first_leaf = size();
  return {};
}

Result<Leaf> LogReplay::leaf_at(std::uint64_t index) const {
  if (index >= commit_.first_leaf && index < size())
    return parse_leaf(commit_.leaves[index - commit_.first_leaf].bytes);
  PYX_ASSIGN(const std::vector<Bytes> leaves, store_->leaves(index, 1));
  if (leaves.empty()) return error(Code::kNotFound, "there is no leaf " + std::to_string(index));
  return parse_leaf(leaves.front());
}

}  // namespace pyx::custody
