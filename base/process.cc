#include "base/process.h"

#include <openssl/crypto.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <csignal>
#include <string>

namespace pyx {
namespace {
constexpr std::size_t kWantedHeapBytes = 1U << 20U;
constexpr std::size_t kLeastHeapBytes = 1U << 16U;
constexpr std::size_t kLeastBlockBytes = 32;
}  // namespace

Result<void> harden_process() {
  const rlimit no_core{0, 0};
  if (setrlimit(RLIMIT_CORE, &no_core) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return error(Code::kBug, "cannot refuse core dumps");
  }
  umask(S_IRWXG | S_IRWXO);
  if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return error(Code::kBug, "cannot ignore SIGPIPE");

  if (CRYPTO_secure_malloc_initialized() == 1) return {};
  rlimit memlock{};
  getrlimit(RLIMIT_MEMLOCK, &memlock);
  // Half of what may be locked: a module in this process may lock memory as well.
  const std::size_t room = memlock.rlim_cur == RLIM_INFINITY
                               ? kWantedHeapBytes
                               : static_cast<std::size_t>(memlock.rlim_cur / 2);
  const std::size_t heap_bytes = std::bit_floor(std::min(room, kWantedHeapBytes));
  if (heap_bytes < kLeastHeapBytes) {
    return error(Code::kBug, "RLIMIT_MEMLOCK is " + std::to_string(memlock.rlim_cur) +
                                 " bytes; secrets need at least " +
                                 std::to_string(2 * kLeastHeapBytes) + " bytes of locked memory");
  }
  // 1: set up, locked. 2: set up, but not locked, which is not good enough for a secret.
  if (CRYPTO_secure_malloc_init(heap_bytes, kLeastBlockBytes) != 1) {
    return error(Code::kBug,
                 "cannot lock " + std::to_string(heap_bytes) + " bytes of memory for secrets");
  }
  return {};
}

}  // namespace pyx
