// Retired coins as a commit in the making sees them: those of the store, and its own.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "custody/coins/operation_gate.h"
#include "custody/store/store.h"

namespace pyx::custody {

// Threads: one at a time. Lifetime: `store` outlives it.
class StagedCoins : public RetiredCoinSet {
 public:
  explicit StagedCoins(Store& store) : store_(&store) {}
  Result<std::vector<bool>> has(const Uuid& key, const std::vector<Sha256>& names) override;
  Result<void> add(const Uuid& key, const std::vector<Sha256>& names) override;
  // What is new, for the store; to be called when it goes into the commit.
  std::vector<RetiredCoins> take();

 private:
  Store* store_;
  std::set<std::pair<Uuid, Sha256>> names_;
  std::vector<RetiredCoins> coins_;
};

}  // namespace pyx::custody
