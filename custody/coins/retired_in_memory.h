// Retired coins of a log that is read once and kept nowhere: the offline verifier's. The running
// vault's stand in its store.
#pragma once

#include <set>
#include <utility>

#include "custody/coins/operation_gate.h"

namespace pyx::custody {

// Threads: one at a time.
class RetiredInMemory : public RetiredCoinSet {
 public:
  Result<std::vector<bool>> has(const Uuid& key, const std::vector<Sha256>& names) override;
  Result<void> add(const Uuid& key, const std::vector<Sha256>& names) override;
  std::size_t size() const { return names_.size(); }

 private:
  std::set<std::pair<Uuid, Sha256>> names_;
};

}  // namespace pyx::custody
