// What coins of a leaf are worth, whom their budgets charge, and how they go into the ledger and
// among the retired. Of the gate (custody/coins/operation_gate.h).
#pragma once

#include <string>

#include "custody/coins/operation_gate.h"

namespace pyx::custody {

// Errors: kNotFound.
Result<const KeyRecord*> coin_key(const Books& books, const Uuid& id);

// Of all lines, which must be in one currency. Errors: kNotFound, kBadInput.
struct Total {
  std::string currency;
  Amount amount;
};
Result<Total> total_issued(const Books& books, const CoinMoves& moves);
Result<Total> total_retired(const Books& books, const CoinMoves& moves);

// Precondition of both: the key has terms.
Amount worth(const Books& books, const Uuid& key, std::uint64_t count);
ChargeLine line_of(const KeyRecord& key, std::uint64_t count);

Error full(const Uuid& key);
// Precondition: the moves were checked. Errors: kRefused (the ledger is full), kStore.
Result<void> book(Gate& gate, const CoinMoves& moves, LedgerEntry out, LedgerEntry in);

}  // namespace pyx::custody
