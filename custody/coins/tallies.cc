#include "custody/coins/tallies.h"

#include <algorithm>

namespace pyx::custody {

void Tallies::restore(const std::vector<WindowPart>& parts, const std::vector<LedgerRow>& rows) {
  budgets.restore(parts);
  ledger.restore(rows);
  std::map<std::string, std::vector<SlidingWindow::Part>> bad;
  for (const WindowPart& part : parts) {
    if (part.budget.starts_with(kBadCoinsName))
      bad[part.budget.substr(kBadCoinsName.size())].push_back({part.part, part.taken});
  }
  for (auto& [client, of_client] : bad) {
    std::ranges::sort(of_client, {}, &SlidingWindow::Part::index);
    bad_coins_[client].window.restore(std::move(of_client));
  }
}

void Tallies::add_bad_coins(const std::string& client, std::uint64_t count) {
  if (count > 0) bad_coins_[client].aside += count;
}

std::uint64_t Tallies::bad_coins(const std::string& client, Time now) const {
  const auto found = bad_coins_.find(client);
  if (found == bad_coins_.end()) return 0;
  return found->second.window.taken(now).count + found->second.aside;
}

std::map<std::string, std::uint64_t> Tallies::bad_coins_of_all(Time now) const {
  std::map<std::string, std::uint64_t> all;
  for (const auto& [client, bad] : bad_coins_) {
    if (const std::uint64_t count = bad_coins(client, now); count > 0) all[client] = count;
  }
  return all;
}

TallyChanges Tallies::changes(Time now) const {
  TallyChanges all{budgets.changes(now), ledger.changes()};
  for (const auto& [client, bad] : bad_coins_) {
    if (bad.aside == 0) continue;
    const SlidingWindow::Part part = bad.window.would_be(now, {bad.aside, 0});
    all.windows.push_back(
        {std::string(kBadCoinsName) + client, kBadCoinsWindow, part.index, part.taken});
  }
  return all;
}

void Tallies::keep(Time now) {
  budgets.keep(now);
  ledger.keep();
  for (auto& [client, bad] : bad_coins_) {
    if (bad.aside == 0) continue;
    bad.window.take(now, {bad.aside, 0});
    bad.aside = 0;
  }
}

void Tallies::drop() {
  budgets.drop();
  ledger.drop();
  for (auto& [client, bad] : bad_coins_) bad.aside = 0;
}

}  // namespace pyx::custody
