// What the leaves of the mint's operations add up to: budgets, ledger, wrong tags. The running
// vault keeps it beside its log and in its store; the offline verifier adds it up anew from leaf 0.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "custody/coins/budget_book.h"
#include "custody/coins/ledger.h"

namespace pyx::custody {

inline constexpr Duration kBadCoinsWindow = std::chrono::hours(24);
// The window of a client's wrong tags among the parts that a store keeps.
inline constexpr std::string_view kBadCoinsName = "bad-coins:";

struct TallyChanges {
  std::vector<WindowPart> windows;
  std::vector<LedgerRow> ledger;
};

// Threads: one at a time. Everything is put aside until keep() or drop().
class Tallies {
 public:
  BudgetBook budgets;
  Ledger ledger;

  void restore(const std::vector<WindowPart>& parts, const std::vector<LedgerRow>& rows);
  // Wrong tags that a client brought; and how many he did in a day, with those put aside.
  void add_bad_coins(const std::string& client, std::uint64_t count);
  std::uint64_t bad_coins(const std::string& client, Time now) const;
  // Those who brought any.
  std::map<std::string, std::uint64_t> bad_coins_of_all(Time now) const;

  TallyChanges changes(Time now) const;
  void keep(Time now);
  void drop();

 private:
  struct BadCoins {
    SlidingWindow window{kBadCoinsWindow};
    std::uint64_t aside = 0;
  };
  std::map<std::string, BadCoins> bad_coins_;
};

}  // namespace pyx::custody
