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

Result<void> set_up_secure_heap() {
  if (CRYPTO_secure_malloc_initialized() == 1) return {};
  rlimit memlock{};
  if (getrlimit(RLIMIT_MEMLOCK, &memlock) != 0) {
    return error(Code::kBug, "cannot read RLIMIT_MEMLOCK");
  }
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
  const int made = CRYPTO_secure_malloc_init(heap_bytes, kLeastBlockBytes);
  if (made == 1) return {};
  // 2: set up, but neither locked nor fenced; taken down, or a second call would find it good.
  if (made == 2) CRYPTO_secure_malloc_done();
  return error(Code::kBug,
               "cannot lock " + std::to_string(heap_bytes) + " bytes of memory for secrets");
}

}  // namespace

Result<void> harden_process() {
  const rlimit no_core{0, 0};
  if (setrlimit(RLIMIT_CORE, &no_core) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return error(Code::kBug, "cannot refuse core dumps");
  }
  umask(S_IRWXG | S_IRWXO);
  if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return error(Code::kBug, "cannot ignore SIGPIPE");

  return set_up_secure_heap();
}

}  // namespace pyx
