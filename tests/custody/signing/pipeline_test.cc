#include "custody/signing/pipeline.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <thread>

#include "tests/matchers.h"
#include "tests/support/live_vault.h"
#include "tests/support/scripted_token.h"

namespace pyx::custody {
namespace pipeline_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::LiveVault;
using pyx::testing::ScriptedToken;

// SIGN-RETRY. Trap 24: a lost answer, retried, is charged once, however quickly it is
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

// A vault whose token hangs when it signs with a key that the test names.
class PipelineOnAHangingToken : public ::testing::Test {
 protected:
  PipelineOnAHangingToken() {
    VaultOptions options = vault_.options();
    options.token_limits.answer = Duration(1500);
    options.token_limits.first_pause = Duration(20);
    options.open_token = [this, open = options.open_token](
                             const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(auto real, open(uri));
      beneath_ = real.get();
      return std::unique_ptr<pkcs11::Token>(
          std::make_unique<ScriptedToken>(script_, std::move(real)));
    };
    script_.sign = [this](std::span<const pkcs11::SignJob> jobs) {
      if (hangs_ && jobs.front().key == key_) released_.wait();
      return beneath_->sign(jobs);
    };
    vault_.open(std::move(options));
    key_ = vault_.make_active_key("issuer-ed25519");
  }
  ~PipelineOnAHangingToken() override {
    if (released_.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
      release_.set_value();
    while (vault_->hung_calls() > 0) std::this_thread::yield();
    vault_.close();
  }
  template <class Wanted>
  static bool soon(Wanted wanted) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!wanted() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return wanted();
  }

  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
  std::atomic<bool> hangs_{false};
  pyx::testing::TokenScript script_;
  LiveVault vault_{LiveVault::Start::kFounded};
  pkcs11::Token* beneath_ = nullptr;
  Uuid key_;
};

// Trap 19: a hung module hangs everything. SIGN-RETRY: the request that hung is answerable.
TEST_F(PipelineOnAHangingToken, AHangIsCutOffOthersAreServedAndTheSameRequestIsAnsweredLater) {
  hangs_ = true;
  const SignRequest lost = vault_.request(key_, {to_bytes("a"), to_bytes("b")});
  EXPECT_THAT(vault_.sign(lost), FailsSaying(Code::kRetry, "did not answer within 1500 ms"));
  const unsigned hung = vault_->hung_calls();  // a call for each of its pieces
  EXPECT_GE(hung, 1U);
  hangs_ = false;
  // The canary passes, so the same desk signs on with other threads while those still hang.
  SignRequest other = vault_.request(key_, {to_bytes("c")});
  EXPECT_TRUE(soon([&] { return vault_.sign(other).ok(); }));
  const auto again = vault_.sign(lost);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(vault_->hung_calls(), hung);
  release_.set_value();
  EXPECT_TRUE(soon([&] { return vault_->hung_calls() == 0; }));
  vault_->stop();
  const auto report = vault_.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->unsettled.empty());
}

TEST_F(PipelineOnAHangingToken, StopsWhileACallHangs) {
  hangs_ = true;
  auto lost = std::async(std::launch::async, [&] { return vault_.sign(key_, {to_bytes("a")}); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  vault_->stop();
  EXPECT_THAT(lost.get(), FailsWith(Code::kRetry));
  EXPECT_EQ(vault_->hung_calls(), 1U);
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

}  // namespace pipeline_test
}  // namespace pyx::custody
