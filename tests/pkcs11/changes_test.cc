#include "pkcs11/changes.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <thread>

#include "tests/matchers.h"

namespace pyx::pkcs11 {
namespace changes_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

constexpr auto kAWhile = std::chrono::milliseconds(20);

TEST(Changes, AreOneAtATime) {
  Changes changes;
  std::optional<Turns::Turn> first = *changes.begin();
  std::atomic<bool> over = false;
  std::jthread second([&] {
    EXPECT_THAT(changes.begin(), IsOk());
    EXPECT_TRUE(over);
  });
  std::this_thread::sleep_for(kAWhile);
  over = true;
  first.reset();
}

TEST(Changes, AreWaitedForByWhoeverLooks) {
  Changes changes;
  std::optional<Turns::Turn> change = *changes.begin();
  std::atomic<bool> over = false;
  std::jthread looker([&] { EXPECT_TRUE(changes.look([&] { return over.load(); })); });
  std::this_thread::sleep_for(kAWhile);
  over = true;
  change.reset();
}

TEST(Changes, WaitForWhoeverLooks) {
  Changes changes;
  std::promise<void> looking;
  std::atomic<bool> looked = false;
  std::jthread looker([&] {
    changes.look([&] {
      looking.set_value();
      std::this_thread::sleep_for(kAWhile);
      looked = true;
      return true;
    });
  });
  looking.get_future().wait();
  EXPECT_THAT(changes.begin(), IsOk());
  EXPECT_TRUE(looked);
}

// An HSM may make a key for half a minute, and a payment not wait for it.
TEST(Changes, ThatLastLongHoldUpALookForFiveSecondsAndLetNoOtherBegin) {
  Changes changes;
  const auto change = changes.begin();
  const auto before = std::chrono::steady_clock::now();
  std::jthread other([&] { EXPECT_THAT(changes.begin(), FailsWith(Code::kRetry)); });
  EXPECT_TRUE(changes.look([] { return true; }));
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

}  // namespace changes_test
}  // namespace pyx::pkcs11
