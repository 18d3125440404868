// What was issued and what came back under each key: the conservation of cash in numbers.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "base/uuid.h"
#include "custody/coins/amount.h"

namespace pyx::custody {

enum class LedgerEntry {
  kMinted,        // coins.mint and blind.sign
  kExchangedOut,  // issued for coins of equal value
  kReissued,      // issued by a refund
  kExchangedIn,
  kRedeemed,
  kRefunded,  // retired by a refund
  kFreed,     // blind.sign: reserved and given back
};
inline constexpr std::size_t kLedgerEntries = 7;

struct LedgerRow {
  Uuid key;
  LedgerEntry entry = LedgerEntry::kMinted;
  Amount amount;  // since the key was made
  friend bool operator==(const LedgerRow&, const LedgerRow&) = default;
};

struct KeyAccount {
  std::array<Amount, kLedgerEntries> entries{};
  const Amount& of(LedgerEntry entry) const { return entries[static_cast<std::size_t>(entry)]; }
  Amount& of(LedgerEntry entry) { return entries[static_cast<std::size_t>(entry)]; }
  Amount issued() const;       // by any way, less what was freed
  Amount outstanding() const;  // issued and not come back
};

// Threads: one at a time.
class Ledger {
 public:
  void restore(const std::vector<LedgerRow>& rows);
  const KeyAccount& of(const Uuid& key) const;  // what is put aside included
  const std::map<Uuid, KeyAccount>& all() const { return accounts_; }

  // Put aside until keep() or drop(). False if it does not fit into 64 bits: then nothing was
  // changed.
  bool add(const Uuid& key, LedgerEntry entry, const Amount& amount);
  std::vector<LedgerRow> changes() const;  // as they are to be stored
  void keep() { before_.clear(); }
  void drop();

 private:
  std::map<Uuid, KeyAccount> accounts_;
  std::vector<LedgerRow> before_;  // what was, of each change since keep()
};

}  // namespace pyx::custody
