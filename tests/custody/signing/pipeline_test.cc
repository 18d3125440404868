#include "custody/signing/pipeline.h"

#include <gmock/gmock.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "tests/matchers.h"
#include "tests/support/live_vault.h"

namespace pyx::custody {
namespace {

using pyx::testing::IsOk;
using pyx::testing::LiveVault;

// SIGN-RETRY. FIELD trap 24: a lost answer, retried, is charged once, however quickly it is
// retried.
TEST(Pipeline, ARetryThatOvertakesTheSettlingOfItsFirstTrySettlesOnce) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-rsa-4096");
  std::mutex mutex;
  std::condition_variable changed;
  int left = 0;
  int wrong = 0;
  for (int round = 0; round < 10; ++round) {
    const SignRequest request = vault.request(key, {to_bytes("coin " + std::to_string(round))});
    for (int i = 0; i < 40; ++i) {
      {
        const std::lock_guard lock(mutex);
        ++left;
      }
      vault->signing().submit(request, [&](Result<SignAnswer> answer) {
        const std::lock_guard lock(mutex);
        if (!answer.ok()) ++wrong;
        --left;
        changed.notify_all();
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return left == 0; });
  }
  EXPECT_EQ(wrong, 0);
  vault->stop();
  const auto report = vault.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->unsettled.empty());
}

TEST(Pipeline, TellsHowManyRequestsShareACommit) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-p-256");
  for (unsigned i = 0; i < 3; ++i) ASSERT_THAT(vault.sign(key, {to_bytes("coin")}), IsOk());
  const SigningNumbers numbers = vault->signing_numbers();
  EXPECT_EQ(numbers.group_requests.sum, 3U);
  EXPECT_EQ(numbers.waiting, 0U);
  EXPECT_GT(numbers.commit_microseconds.sum, 0U);
  ASSERT_TRUE(numbers.unsettled);
  EXPECT_LE(*numbers.unsettled, 3U);
  vault->stop();
  EXPECT_EQ(vault->signing_numbers().unsettled, 0U);
  EXPECT_EQ(vault->signing_numbers().in_flight, 0U);
}

}  // namespace
}  // namespace pyx::custody
