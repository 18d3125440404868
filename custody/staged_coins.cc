#include "custody/staged_coins.h"

namespace pyx::custody {

Result<std::vector<bool>> StagedCoins::has(const Uuid& key, const std::vector<Sha256>& names) {
  PYX_ASSIGN(std::vector<bool> retired, store_->are_retired(key, names));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names_.contains({key, names[i]})) retired[i] = true;
  }
  return retired;
}

Result<void> StagedCoins::add(const Uuid& key, const std::vector<Sha256>& names) {
  for (const Sha256& name : names) names_.emplace(key, name);
  coins_.push_back({key, names});
  return {};
}

std::vector<RetiredCoins> StagedCoins::take() {
  names_.clear();
  return std::exchange(coins_, {});
}

}  // namespace pyx::custody
