#include "custody/coins/retired_in_memory.h"

namespace pyx::custody {

Result<std::vector<bool>> RetiredInMemory::has(const Uuid& key, const std::vector<Sha256>& names) {
  std::vector<bool> retired;
  retired.reserve(names.size());
  for (const Sha256& name : names) retired.push_back(names_.contains({key, name}));
  return retired;
}

Result<void> RetiredInMemory::add(const Uuid& key, const std::vector<Sha256>& names) {
  for (const Sha256& name : names) names_.emplace(key, name);
  return {};
}

}  // namespace pyx::custody
