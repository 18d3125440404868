#include "base/process.h"

#include <openssl/crypto.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string>

#include "tests/matchers.h"

namespace pyx {
namespace process_test {

using testing::IsOk;

// The test program's main() has called harden_process().

TEST(HardenedProcess, LeavesNoCoreDump) {
  rlimit core{1, 1};
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &core), 0);
  EXPECT_EQ(core.rlim_cur, 0U);
  EXPECT_EQ(core.rlim_max, 0U);
}

TEST(HardenedProcess, CannotBeDumpedOrTraced) { EXPECT_EQ(prctl(PR_GET_DUMPABLE), 0); }

TEST(HardenedProcess, MakesFilesForItsOwnerOnly) {
  const mode_t mask = umask(0);
  umask(mask);
  EXPECT_EQ(mask, 077U);
}

TEST(HardenedProcess, OutlivesABrokenPipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
}

TEST(HardenedProcess, HasASecureHeap) { EXPECT_EQ(CRYPTO_secure_malloc_initialized(), 1); }

TEST(HardenedProcess, MayBeHardenedAgain) { EXPECT_THAT(harden_process(), IsOk()); }

// In a child, since the limit and the heap are the process's own.
int harden_child_with_memlock(rlim_t bytes) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit memlock{bytes, bytes};
    if (CRYPTO_secure_malloc_done() != 1 || setrlimit(RLIMIT_MEMLOCK, &memlock) != 0) _exit(9);
    const auto hardened = harden_process();
    if (hardened) _exit(0);
    const bool says_it = hardened.error().code == Code::kBug &&
                         hardened.error().message.find("RLIMIT_MEMLOCK") != std::string::npos;
    _exit(says_it ? 1 : 2);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

TEST(HardenedProcess, WithTheLeastLockedMemoryStarts) {
  EXPECT_EQ(harden_child_with_memlock(128 * 1024), 0);
}

TEST(HardenedProcess, WithTooLittleLockedMemoryRefusesToStart) {
  EXPECT_EQ(harden_child_with_memlock(128 * 1024 - 1), 1);
  EXPECT_EQ(harden_child_with_memlock(0), 1);
}

}  // namespace process_test
}  // namespace pyx
