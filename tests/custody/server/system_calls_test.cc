// Each test sets the filter in a child of its own: it is for good. HOST-CONFINED.
#include "custody/server/system_calls.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

#include "tests/matchers.h"

namespace pyx::server {
namespace system_calls_test {

using pyx::testing::FailsSaying;

constexpr int kFine = 42;
constexpr int kKilled = 128 + SIGSYS;

int exit_code(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// The child's exit code after the filter is in force and it has done what it is told.
int filtered(const std::function<void()>& act, const std::vector<std::string>& also = {}) {
  const pid_t child = fork();
  if (child != 0) return exit_code(child);
  if (!filter_system_calls(also)) _exit(1);
  act();
  _exit(kFine);
}

class SystemCalls : public ::testing::Test {
 protected:
  void SetUp() override {
    const pid_t child = fork();
    if (child == 0) {
      const auto filter = filter_system_calls({});
      _exit(!filter ? 1 : *filter == Filter::kInForce ? kFine : 2);
    }
    const int code = exit_code(child);
    if (code == 2) GTEST_SKIP() << "off in a sanitizer's build";
    ASSERT_EQ(code, kFine);
  }
};

TEST_F(SystemCalls, WhatTheDaemonDoesGoesOn) {
  EXPECT_EQ(
      filtered([] {
        const int file = ::open("/etc/passwd", O_RDONLY);
        char byte = 0;
        if (::read(file, &byte, 1) != 1) _exit(3);
        ::close(file);
        std::thread another([] { std::this_thread::yield(); });
        another.join();
        if (::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) {
          _exit(4);
        }
        const int local = ::socket(AF_UNIX, SOCK_DGRAM, 0);
        if (local < 0) _exit(5);
      }),
      kFine);
}

TEST_F(SystemCalls, NoProgramIsStarted) {
  EXPECT_EQ(filtered([] { ::execl("/bin/true", "true", nullptr); }), kKilled);
  EXPECT_EQ(filtered([] {
              if (::fork() == 0) _exit(0);
            }),
            kKilled);
}

TEST_F(SystemCalls, NoConnectionOfItsOwnIsMade) {
  EXPECT_EQ(filtered([] { ::socket(AF_INET, SOCK_STREAM, 0); }), kKilled);
  EXPECT_EQ(filtered([] { ::socket(AF_INET6, SOCK_DGRAM, 0); }), kKilled);
  EXPECT_EQ(filtered([] { ::socket(AF_NETLINK, SOCK_RAW, 0); }), kKilled);
  EXPECT_EQ(filtered([] { ::listen(0, 1); }), kKilled);
}

TEST_F(SystemCalls, NoMemoryIsWrittenAndExecuted) {
  EXPECT_EQ(filtered([] {
              ::mmap(nullptr, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            }),
            kKilled);
  EXPECT_EQ(filtered([] {
              void* const page =
                  ::mmap(nullptr, 4096, PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              ::mprotect(page, 4096, PROT_EXEC);
            }),
            kKilled);
}

TEST_F(SystemCalls, NoOtherProcessIsTouched) {
  EXPECT_EQ(filtered([] { ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }), kKilled);
  EXPECT_EQ(filtered([] { ::kill(getppid(), 0); }), kKilled);
  EXPECT_EQ(filtered([] { syscall(SYS_tgkill, getppid(), getppid(), 0); }), kKilled);
  EXPECT_EQ(filtered([] { syscall(SYS_process_vm_readv, getppid(), nullptr, 0, nullptr, 0, 0); }),
            kKilled);
}

TEST_F(SystemCalls, NoRightIsTakenBack) {
  EXPECT_EQ(filtered([] { syscall(SYS_setuid, 0); }), kKilled);
  EXPECT_EQ(filtered([] { syscall(SYS_unshare, CLONE_NEWUSER); }), kKilled);
  EXPECT_EQ(filtered([] {
              const rlimit cores{1, 1};
              ::setrlimit(RLIMIT_CORE, &cores);
            }),
            kKilled);
}

// Any thread, also one from before.
TEST_F(SystemCalls, AThreadFromBeforeIsBoundToo) {
  const pid_t child = fork();
  if (child == 0) {
    std::atomic<bool> go = false;
    std::thread early([&go] {
      while (!go) std::this_thread::yield();
      ::socket(AF_INET, SOCK_STREAM, 0);
    });
    if (!filter_system_calls({})) _exit(1);
    go = true;
    early.join();
    _exit(kFine);
  }
  EXPECT_EQ(exit_code(child), kKilled);
}

TEST_F(SystemCalls, AbortStillEndsByItsOwnSignal) {
  EXPECT_EQ(filtered([] { std::abort(); }), 128 + SIGABRT);
}

TEST_F(SystemCalls, WhatAModuleNeedsBesidesIsAllowedByName) {
  const auto scheduled = [] { syscall(SYS_sched_getparam, 0, nullptr); };
  EXPECT_EQ(filtered(scheduled), kKilled);
  EXPECT_EQ(filtered(scheduled, {"sched_getparam"}), kFine);
  // With any arguments.
  EXPECT_EQ(filtered([] { ::socket(AF_INET, SOCK_STREAM, 0); }, {"socket"}), kFine);
}

TEST(SystemCallNames, OfNoCallAreRefused) {
  EXPECT_TRUE(is_system_call("ioctl"));
  EXPECT_FALSE(is_system_call("open_sesame"));
  EXPECT_THAT(filter_system_calls({"open_sesame"}), FailsSaying(Code::kBadInput, "open_sesame"));
}

}  // namespace system_calls_test
}  // namespace pyx::server
