#include "custody/coins/ledger.h"

#include <algorithm>

namespace pyx::custody {
namespace {

Amount minus(const Amount& from, const Amount& less) {
  return {from.count - std::min(from.count, less.count),
          from.value - std::min(from.value, less.value)};
}
Amount plus(const Amount& a, const Amount& b) {
  return sum(a, b).value_or(Amount{~std::uint64_t{0}, ~std::uint64_t{0}});
}

}  // namespace

Amount KeyAccount::issued() const {
  return minus(plus(plus(of(LedgerEntry::kMinted), of(LedgerEntry::kExchangedOut)),
                    of(LedgerEntry::kReissued)),
               of(LedgerEntry::kFreed));
}

Amount KeyAccount::outstanding() const {
  return minus(issued(), plus(plus(of(LedgerEntry::kExchangedIn), of(LedgerEntry::kRedeemed)),
                              of(LedgerEntry::kRefunded)));
}

void Ledger::restore(const std::vector<LedgerRow>& rows) {
  for (const LedgerRow& row : rows) accounts_[row.key].of(row.entry) = row.amount;
}

const KeyAccount& Ledger::of(const Uuid& key) const {
  static const KeyAccount kNone;
  const auto found = accounts_.find(key);
  return found == accounts_.end() ? kNone : found->second;
}

bool Ledger::add(const Uuid& key, LedgerEntry entry, const Amount& amount) {
  Amount& there = accounts_[key].of(entry);
  const auto together = sum(there, amount);
  if (!together) return false;
  before_.push_back({key, entry, there});
  there = *together;
  return true;
}

std::vector<LedgerRow> Ledger::changes() const {
  std::vector<LedgerRow> rows;
  for (const LedgerRow& was : before_) {
    const LedgerRow now{was.key, was.entry, of(was.key).of(was.entry)};
    if (std::ranges::find(rows, now) == rows.end()) rows.push_back(now);
  }
  return rows;
}

void Ledger::drop() {
  for (auto was = before_.rbegin(); was != before_.rend(); ++was) {  // clang 14 has no views
    KeyAccount& account = accounts_[was->key];
    account.of(was->entry) = was->amount;
    if (account.entries == KeyAccount{}.entries) accounts_.erase(was->key);
  }
  before_.clear();
}

}  // namespace pyx::custody
