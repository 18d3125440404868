#include "custody/store/vault_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace pyx::custody {

Result<VaultLock> VaultLock::take(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "lock";
  Descriptor held(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!held.open()) {
    return error(Code::kStore,
                 "cannot open " + file.string() + ": " + std::generic_category().message(errno));
  }
  const int fd = held.get();
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 32> pid{};
    const ssize_t size = ::pread(fd, pid.data(), pid.size(), 0);
    const std::string holder(pid.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    return error(Code::kConflict, "the vault in " + folder.string() +
                                      " is open in another process" +
                                      (holder.empty() ? "" : " (pid " + holder + ")"));
  }
  const std::string pid = std::to_string(::getpid());
  if (::ftruncate(fd, 0) != 0 ||
      ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return error(Code::kStore,
                 "cannot write " + file.string() + ": " + std::generic_category().message(errno));
  }
  return VaultLock(std::move(held));
}

}  // namespace pyx::custody
