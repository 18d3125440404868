#include "custody/store/vault_lock.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <optional>

#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::custody {
namespace vault_lock_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

std::string named(pid_t pid) { return "(pid " + std::to_string(pid) + ")"; }

// A process that holds the lock of a folder until it is killed.
class Holder {
 public:
  explicit Holder(const std::filesystem::path& folder) {
    std::array<int, 2> ready{};
    if (::pipe(ready.data()) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      const auto lock = VaultLock::take(folder);
      const char result = lock ? '+' : '-';
      if (::write(ready[1], &result, 1) != 1) std::_Exit(EXIT_FAILURE);
      for (;;) ::pause();
    }
    ::close(ready[1]);
    char result = '-';
    took_ = ::read(ready[0], &result, 1) == 1 && result == '+';
    ::close(ready[0]);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() { kill(); }
  bool took() const { return took_; }
  pid_t pid() const { return pid_; }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
  bool took_ = false;
};

class VaultLockTest : public ::testing::Test {
 protected:
  Result<VaultLock> take() const { return VaultLock::take(folder_.path()); }
  pyx::testing::TempFolder folder_;
};

TEST_F(VaultLockTest, ASecondProcessIsRefusedAndToldWhoHoldsIt) {
  const Holder holder(folder_.path());
  ASSERT_TRUE(holder.took());
  EXPECT_THAT(take(), FailsSaying(Code::kConflict, named(holder.pid())));
}
TEST_F(VaultLockTest, AProcessThatWasKilledHoldsItNoMore) {
  Holder holder(folder_.path());
  ASSERT_TRUE(holder.took());
  ASSERT_FALSE(take().ok());
  holder.kill();
  EXPECT_THAT(take(), IsOk());
}
TEST_F(VaultLockTest, TheSameProcessIsRefusedTooUntilItLetsGo) {
  {
    const auto lock = take();
    ASSERT_THAT(lock, IsOk());
    EXPECT_THAT(take(), FailsSaying(Code::kConflict, named(::getpid())));
    // A refusal does not let go of what another holds.
    EXPECT_FALSE(take().ok());
    EXPECT_FALSE(Holder(folder_.path()).took());
  }
  EXPECT_THAT(take(), IsOk());
}
TEST_F(VaultLockTest, MovesAndIsHeldUntilTheLastOwnerEnds) {
  std::optional<VaultLock> first(take().value());
  {
    const VaultLock second(*std::move(first));
    first.reset();
    EXPECT_THAT(take(), FailsWith(Code::kConflict));
  }
  EXPECT_THAT(take(), IsOk());
}
// Of a holder before, whose pid had more digits.
TEST_F(VaultLockTest, NamesTheHolderOfNowAndNothingOfTheOneBefore) {
  EXPECT_THAT(write_file(folder_.path() / "lock", as_bytes("12345678901234567890"), Overwrite::kNo),
              IsOk());
  const auto lock = take();
  ASSERT_THAT(lock, IsOk());
  EXPECT_THAT(take(), FailsSaying(Code::kConflict, named(::getpid())));
}
TEST_F(VaultLockTest, OfAnotherFolderIsAnotherLock) {
  const pyx::testing::TempFolder other;
  const auto lock = take();
  ASSERT_THAT(lock, IsOk());
  EXPECT_THAT(VaultLock::take(other.path()), IsOk());
}
TEST_F(VaultLockTest, OfAFolderThatIsNotThereFails) {
  EXPECT_THAT(VaultLock::take(folder_.path() / "none"), FailsWith(Code::kStore));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "none"));
}

}  // namespace vault_lock_test
}  // namespace pyx::custody
