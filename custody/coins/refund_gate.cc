// Of the gate: refunds, and reservations that are freed.
#include <algorithm>
#include <set>

#include "custody/acts/freezing.h"
#include "custody/coins/booking.h"
#include "custody/coins/coin_keys.h"
#include "custody/coins/operation_rights.h"

namespace pyx::custody {
namespace {

// What a refund gives out is worth what it takes in; all of it was issued by the request that it
// names.
Result<void> check_refund(Gate& gate, const OperationLeaf& original, const Refund& refund,
                          bool reissues) {
  // What an exchange took in is retired: its value must be issued anew, or it would be lost.
  const bool fits =
      original.operation == Operation::kCoinsMint ||
      original.operation == (reissues ? Operation::kCoinsExchange : Operation::kBlindSign);
  if (!fits) {
    return refused("COIN-REFUND", "a request for " + std::string(to_text(original.operation)) +
                                      (reissues ? " is not refunded" : " is not freed"));
  }
  for (const RetiredCoins& line : refund.moves.retired) {
    const auto issued = std::ranges::find(original.moves.issued, line.key, &IssuedCoins::key);
    const std::set<Sha256> once(line.coins.begin(), line.coins.end());
    if (issued == original.moves.issued.end() || line.coins.size() > issued->count ||
        once.size() != line.coins.size()) {
      return refused("COIN-REFUND", "coins are retired that the request did not issue");
    }
    PYX_ASSIGN(const std::vector<bool> retired, gate.retired.has(line.key, line.coins));
    if (std::ranges::find(retired, true) != retired.end())
      return refused("COIN-ONCE", "a coin of the refund is retired already");
  }
  PYX_ASSIGN(const Total in, total_retired(gate.books, refund.moves));
  PYX_ASSIGN(const Total out, total_issued(gate.books, refund.moves));
  if (!reissues && original.operation == Operation::kCoinsMint) {
    PYX_ASSIGN(const Total reserved, total_issued(gate.books, original.moves));
    if (in.amount != reserved.amount) {
      return refused("COIN-REFUND",
                     "a coin of the reservation was spent: it was answered after all");
    }
  }
  if (reissues ? in.amount.value != out.amount.value || in.currency != out.currency
               : !refund.moves.issued.empty()) {
    return refused("COIN-EQUAL", "a refund issues what it retires");
  }
  return {};
}

bool was_freed(const Books& books, std::uint64_t leaf) {
  return std::ranges::any_of(books.acts, [&](const ActRecord& record) {
    const auto* free = std::get_if<ReservationFree>(&record.act.parameters);
    return free != nullptr && free->leaf == leaf && record.state == ActState::kExecuted;
  });
}

}  // namespace

Result<void> Gate::executed(const Act& act, const ExecutedLeaf& leaf, const OperationAt& at) {
  if (!leaf.refund) return {};
  const auto* refund = std::get_if<CoinsRefund>(&act.parameters);
  const auto* free = std::get_if<ReservationFree>(&act.parameters);
  if (refund == nullptr && free == nullptr) return error(Code::kBadInput, "the act is no refund");
  const std::uint64_t index = refund != nullptr ? refund->leaf : free->leaf;
  if (!books.lost.empty() && index < books.lost.back().size) {
    return refused("STATE-FRESH",
                   "the request stands in front of leaves that are lost: whether it "
                   "was answered, or its coins were spent, is not known");
  }
  PYX_ASSIGN(const OperationLeaf original, at(index));
  PYX_TRY(check_refund(*this, original, *leaf.refund, refund != nullptr));
  if (free != nullptr) {
    if (was_freed(books, free->leaf))
      return refused("COIN-REFUND", "what the request reserved was given back before");
    if (time < original.request.time() + kQuietBeforeFreeing) {
      return refused("COIN-REFUND", "the request may still be under way: it can be freed from " +
                                        to_rfc3339(original.request.time() + kQuietBeforeFreeing) +
                                        " on");
    }
    PYX_ASSIGN(const ChargedRequest request, charged(books, original));
    tallies.budgets.give_back(request);
    if (original.operation == Operation::kBlindSign) {
      return book(*this, original.moves, LedgerEntry::kFreed, LedgerEntry::kRefunded);
    }
    PYX_TRY(book(*this, {{}, leaf.refund->moves.retired}, LedgerEntry::kReissued,
                 LedgerEntry::kRefunded));
    return {};
  }
  if (is_minting_frozen(books)) return frozen("minting");
  ChargedRequest request{policies::Charge::kRefund, original.client, {}};
  for (const IssuedCoins& line : leaf.refund->moves.issued) {
    PYX_ASSIGN(const KeyRecord* key, coin_key(books, line.key));
    PYX_TRY(check_may_issue(books, tallies.ledger, *key,
                            times(line.count, key->coins->value).value_or(Amount{}), time));
    request.lines.push_back(line_of(*key, line.count));
  }
  PYX_TRY(tallies.budgets.take(request, time));
  return book(*this, leaf.refund->moves, LedgerEntry::kReissued, LedgerEntry::kRefunded);
}

}  // namespace pyx::custody
