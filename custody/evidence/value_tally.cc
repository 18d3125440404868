#include "custody/evidence/value_tally.h"

#include <variant>

namespace pyx::custody {
namespace {

Result<void> check_there(const BlobReader& blobs, const Sha256& digest) {
  PYX_ASSIGN(const Bytes there, blobs(digest));
  static_cast<void>(there);
  return {};
}

Result<void> check_operation(Gate& gate, const OperationLeaf& operation, const BlobReader& blobs) {
  PYX_ASSIGN(const auto remaining, gate.operation(operation));
  if (remaining != operation.remaining)
    return refused("SIGN-BUDGET", "the request names another remainder than there was");
  if (operation.operation != Operation::kLedgerAttest) return {};
  return check_there(blobs, *operation.statement);
}

Result<void> check_executed(Gate& gate, const ExecutedLeaf& executed, const RequestTally& requests,
                            const BlobReader& blobs) {
  const Act& act = gate.books.act(executed.act)->act;
  const auto* free = std::get_if<ReservationFree>(&act.parameters);
  if (free != nullptr && !requests.is_open(free->leaf))
    return refused("COIN-REFUND", "a request is freed that was answered");
  PYX_TRY(gate.executed(act, executed,
                        [&](std::uint64_t index) { return requests.operation_at(index); }));
  if (!executed.refund || !executed.refund->delivery) return {};
  return check_there(blobs, *executed.refund->delivery);
}

}  // namespace

Result<void> ValueTally::take(const Books& books, const Leaf& leaf, const RequestTally& requests,
                              const BlobReader& blobs) {
  Gate gate{books, tallies_, retired_, leaf.time};
  if (const auto* operation = std::get_if<OperationLeaf>(&leaf.body)) {
    PYX_TRY(check_operation(gate, *operation, blobs));
  } else if (const auto* bad = std::get_if<BadCoinsLeaf>(&leaf.body)) {
    PYX_TRY(gate.bad_coins(*bad));
  } else if (const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body)) {
    PYX_TRY(check_executed(gate, *executed, requests, blobs));
  }
  tallies_.keep(leaf.time);
  return {};
}

}  // namespace pyx::custody
