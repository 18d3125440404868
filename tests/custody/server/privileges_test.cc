// Each test becomes somebody in a child of its own: there is no way back.
#include "custody/server/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <functional>
#include <string>

#include "tests/matchers.h"

namespace pyx::server {
namespace privileges_test {

using pyx::testing::FailsSaying;
using pyx::testing::RefusedBy;

constexpr const char* kSomebody = "nobody";  // of every Debian
constexpr int kYes = 42;

// The child's exit code.
int in_child(const std::function<bool()>& holds) {
  const pid_t child = fork();
  if (child == 0) _exit(holds() ? kYes : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool is_root() { return geteuid() == 0; }

bool has_no_capability() {
  // Source: proc(5), /proc/PID/status: CapEff, in hex.
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("CapEff:")) return line.find_first_of("123456789abcdef", 7) == line.npos;
  }
  return false;
}

class StartedByRoot : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!is_root()) GTEST_SKIP() << "needs root";
  }
};

// HOST-CONFINED: every id, the groups, the capabilities; and no way back.
TEST_F(StartedByRoot, BecomesTheUserForGood) {
  EXPECT_EQ(in_child([] {
              if (!drop_privileges(kSomebody, AsRoot::kRefused)) return false;
              const passwd* const somebody = getpwnam(kSomebody);
              uid_t real = 0, effective = 0, saved = 0;
              getresuid(&real, &effective, &saved);
              std::array<gid_t, 64> groups{};
              const int count = getgroups(static_cast<int>(groups.size()), groups.data());
              for (int i = 0; i < count; ++i) {
                if (groups[static_cast<std::size_t>(i)] == 0) return false;
              }
              return real == somebody->pw_uid && effective == real && saved == real &&
                     getgid() == somebody->pw_gid && has_no_capability() && setuid(0) != 0 &&
                     access("/etc/shadow", R_OK) != 0;
            }),
            kYes);
}

TEST_F(StartedByRoot, WithoutAUserIsRefused) {
  EXPECT_THAT(drop_privileges("", AsRoot::kRefused), RefusedBy("HOST-CONFINED"));
  EXPECT_THAT(drop_privileges("", AsRoot::kRefused), FailsSaying(Code::kRefused, "as root"));
  EXPECT_EQ(in_child([] { return drop_privileges("", AsRoot::kAllowed).ok() && is_root(); }), kYes);
}

TEST_F(StartedByRoot, RootByNameIsNoOther) {
  EXPECT_THAT(drop_privileges("root", AsRoot::kRefused), FailsSaying(Code::kRefused, "root by"));
}

TEST_F(StartedByRoot, AnUnknownUserIsNamed) {
  EXPECT_THAT(drop_privileges("nobody-at-all", AsRoot::kAllowed),
              FailsSaying(Code::kNotFound, "nobody-at-all"));
}

TEST(Privileges, AnybodyElseStaysWhoHeIs) {
  EXPECT_EQ(in_child([] {
              if (is_root() && !drop_privileges(kSomebody, AsRoot::kRefused)) return false;
              const passwd* const me = getpwuid(getuid());
              if (me == nullptr) return drop_privileges("", AsRoot::kRefused).ok();
              return drop_privileges("", AsRoot::kRefused).ok() &&
                     drop_privileges(me->pw_name, AsRoot::kRefused).ok();
            }),
            kYes);
}

TEST(Privileges, AnybodyElseCannotBecomeAnother) {
  EXPECT_EQ(in_child([] {
              if (is_root() && !drop_privileges(kSomebody, AsRoot::kRefused)) return false;
              const auto outcome = drop_privileges("root", AsRoot::kAllowed);
              return !outcome && outcome.error().code == Code::kBadInput;
            }),
            kYes);
}

TEST(Privileges, WhatIsStartedGetsNoNewOnesAndLeavesNoCore) {
  EXPECT_EQ(in_child([] {
              prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
              return drop_privileges("", AsRoot::kAllowed).ok() &&
                     prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && prctl(PR_GET_DUMPABLE) == 0;
            }),
            kYes);
}

}  // namespace privileges_test
}  // namespace pyx::server
