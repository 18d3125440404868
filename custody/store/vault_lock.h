// One process has a vault open at a time: a lock on a file in its folder, which names the process
// that holds it.
#pragma once

#include <filesystem>
#include <utility>

#include "base/result.h"

namespace pyx::custody {

class VaultLock {
 public:
  // Errors: kConflict if another process holds it (its pid is named), kStore.
  static Result<VaultLock> take(const std::filesystem::path& folder);
  VaultLock(VaultLock&& from) noexcept : fd_(std::exchange(from.fd_, -1)) {}
  VaultLock& operator=(VaultLock&&) = delete;
  ~VaultLock();

 private:
  explicit VaultLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace pyx::custody
