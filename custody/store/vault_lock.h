// One process has a vault open at a time: a lock on a file in its folder, which names the process
// that holds it.
#pragma once

#include <filesystem>
#include <utility>

#include "base/descriptor.h"
#include "base/result.h"

namespace pyx::custody {

class VaultLock {
 public:
  // Errors: kConflict if another process holds it (its pid is named), kStore.
  static Result<VaultLock> take(const std::filesystem::path& folder);

 private:
  explicit VaultLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;  // closed, it is let go
};

}  // namespace pyx::custody
