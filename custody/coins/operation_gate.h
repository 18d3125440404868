// The one gate through which the leaves that move value pass: rights, keys, budgets, retirement
// (controls SIGN-GRANT, KEY-TERMS, SIGN-BUDGET, COIN-ONCE). The running vault and the offline
// verifier go through the same gate, as they do through that of the register.
#pragma once

#include <functional>

#include "custody/acts/books.h"
#include "custody/coins/tallies.h"

namespace pyx::custody {

// Names of retired coins (retired_name). Errors of both: kStore.
class RetiredCoinSet {
 public:
  virtual ~RetiredCoinSet() = default;
  // Of coins that were made with `key`; in the order of `names`.
  virtual Result<std::vector<bool>> has(const Uuid& key, const std::vector<Sha256>& names) = 0;
  // Put aside with the tallies.
  virtual Result<void> add(const Uuid& key, const std::vector<Sha256>& names) = 0;
};

// The request leaf at an index, for acts that name one. Errors: kNotFound.
using OperationAt = std::function<Result<OperationLeaf>(std::uint64_t index)>;

// A request that is to be freed is at least so old: nothing of it can be under way.
inline constexpr Duration kQuietBeforeFreeing = std::chrono::hours(1);

struct Gate {
  const Books& books;
  Tallies& tallies;
  RetiredCoinSet& retired;
  Time time{};

  // Whether the request may be made, by its client and the keys that it names; then takes it into
  // budgets, ledger and the retired coins. What is left of a budget is the caller's to put into the
  // leaf; `leaf.remaining` is not looked at.
  // Errors: kRefused with SIGN-GRANT, KEY-STATE, KEY-TERMS, SIGN-BUDGET or COIN-ONCE; kFrozen;
  // kNotFound; kBadInput. Then nothing is taken.
  Result<std::optional<Remaining>> operation(const OperationLeaf& leaf);
  // The same without taking anything, of a dry run: no coins are brought.
  Result<std::optional<Remaining>> would_pass(const OperationLeaf& leaf);
  // Counts wrong tags.
  Result<void> bad_coins(const BadCoinsLeaf& leaf);
  // Whether the client has brought so many that it is to be stopped (COIN-ORACLE).
  bool is_oracle(const policies::Client& client) const {
    return tallies.bad_coins(client.name, time) > client.most_bad_coins;
  }
  // Of an act that was executed: a budget.set, a refund, a reservation that is freed.
  Result<void> executed(const Act& act, const ExecutedLeaf& leaf, const OperationAt& at);
};

// What the request has charged: of its leaf, and as the books say now what its keys are.
// Errors: kNotFound (a key of the leaf is unknown).
Result<ChargedRequest> charged(const Books& books, const OperationLeaf& leaf);
}  // namespace pyx::custody
