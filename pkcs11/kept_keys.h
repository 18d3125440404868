// Keys as they were found on the token once. Finding costs 18 us for each object on the token
// (traps 13 and 14).
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "base/uuid.h"

namespace pyx::pkcs11 {

// `Key` has a handle and the `login_epoch` under which that was found: Login::epoch().
// Threads: any, at a time.
template <class Key>
class KeptKeys {
 public:
  // Nothing if it was not found yet, or was found under an earlier login.
  std::shared_ptr<const Key> get(const Uuid& id, unsigned long login_epoch) const {
    const std::shared_lock lock(mutex_);
    const auto found = keys_.find(id);
    if (found == keys_.end() || found->second->login_epoch != login_epoch) return nullptr;
    return found->second;
  }
  std::shared_ptr<const Key> keep(const Uuid& id, Key key) {
    auto kept = std::make_shared<const Key>(std::move(key));
    const std::unique_lock lock(mutex_);
    keys_.insert_or_assign(id, kept);
    return kept;
  }
  void forget(const Uuid& id) {
    const std::unique_lock lock(mutex_);
    keys_.erase(id);
  }

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<Uuid, std::shared_ptr<const Key>, UuidHash> keys_;
};

}  // namespace pyx::pkcs11
