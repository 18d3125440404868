#include "custody/keys/timed_token.h"

#include <gmock/gmock.h>

#include <future>

#include "tests/matchers.h"
#include "tests/support/scripted_token.h"
#include "tests/support/token_stub.h"

namespace pyx::custody {
namespace timed_token_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::ScriptedToken;
using pyx::testing::TokenStub;
using ::testing::SizeIs;

class TimedTokenTest : public ::testing::Test {
 protected:
  static TokenLimits short_limits() {
    TokenLimits limits;
    limits.answer = Duration(40);
    return limits;
  }
  ~TimedTokenTest() override {
    release_.set_value();
    while (hung_calls_->now > 0) std::this_thread::yield();
  }
  void hang_when_signing() {
    script_.sign = [released = release_.get_future().share()](auto jobs) {
      released.wait();
      return Result<std::vector<Bytes>>({Bytes(jobs[0].input.begin(), jobs[0].input.end())});
    };
  }
  Result<std::vector<Bytes>> sign(Bytes input) {
    const pkcs11::SignJob job{Uuid{}, Scheme::kEd25519, input};
    return token_.sign({&job, 1});
  }

  std::promise<void> release_;
  pyx::testing::TokenScript script_;
  unsigned worked_ = 0;
  std::vector<Error> failed_;
  std::vector<Error> hung_;
  const std::shared_ptr<HungCalls> hung_calls_ = std::make_shared<HungCalls>();
  TimedToken token_{
      std::make_shared<ScriptedToken>(
          script_,
          std::make_unique<TokenStub>(pkcs11::TokenIdentity{"1", "m", "f", "l"}, Bytes{1})),
      short_limits(),
      hung_calls_,
      {[this] { ++worked_; }, [this](const Error& answer) { failed_.push_back(answer); },
       [this](const Error& why) { hung_.push_back(why); }}};
};

TEST_F(TimedTokenTest, PassesOnWhatTheTokenAnswers) {
  script_.sign = [](auto jobs) {
    return Result<std::vector<Bytes>>({Bytes(jobs[0].input.begin(), jobs[0].input.end())});
  };
  const auto answer = sign({7});
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->front(), Bytes{7});
  EXPECT_EQ(token_.identity().serial, "1");
  const auto marker = token_.read_marker();
  ASSERT_THAT(marker, IsOk());
  EXPECT_EQ(*marker, Bytes{1});
  EXPECT_THAT(token_.write_marker(Bytes{2}), IsOk());
  EXPECT_THAT(token_.destroy_marker(Bytes{2}), IsOk());
  EXPECT_TRUE(failed_.empty() && hung_.empty());
  EXPECT_EQ(worked_, 4U);
}

TEST_F(TimedTokenTest, PassesOnEachJobAsItIs) {
  std::vector<pkcs11::SignJob> seen;
  script_.sign = [&seen](std::span<const pkcs11::SignJob> jobs) {
    seen.assign(jobs.begin(), jobs.end());
    return Result<std::vector<Bytes>>(std::vector<Bytes>(jobs.size()));
  };
  const Bytes input{7};
  Uuid key;
  key.bytes[0] = 3;
  const std::vector<pkcs11::SignJob> jobs = {
      {key, Scheme::kEcdsaSha256, input, pkcs11::SchemeFixed::kByPolicy},
      {Uuid{}, Scheme::kEd25519, input, pkcs11::SchemeFixed::kOnToken}};
  ASSERT_THAT(token_.sign(jobs), IsOk());
  ASSERT_THAT(seen, SizeIs(2));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(seen[i].key, jobs[i].key);
    EXPECT_EQ(seen[i].scheme, jobs[i].scheme);
    EXPECT_EQ(seen[i].fixed, jobs[i].fixed);
  }
}

TEST_F(TimedTokenTest, PassesOnAnAgreementAsItIs) {
  Uuid key;
  key.bytes[0] = 3;
  const std::vector<Bytes> peers = {{1}, {2, 3}};
  script_.agree = [&](const Uuid& id, std::span<const Bytes> asked, pkcs11::SchemeFixed fixed) {
    EXPECT_EQ(id, key);
    EXPECT_EQ(std::vector<Bytes>(asked.begin(), asked.end()), peers);
    EXPECT_EQ(fixed, pkcs11::SchemeFixed::kByPolicy);
    return Result<std::vector<SecretBytes>>(std::vector<SecretBytes>(2));
  };
  const auto agreed = token_.agree(key, peers, pkcs11::SchemeFixed::kByPolicy);
  ASSERT_THAT(agreed, IsOk());
  EXPECT_THAT(*agreed, SizeIs(2));
  EXPECT_EQ(worked_, 1U);
}

TEST_F(TimedTokenTest, TellsOfFailures) {
  script_.sign = [](auto) { return pyx::testing::device_error("C_Sign"); };
  EXPECT_THAT(sign({7}), FailsWith(Code::kToken));
  EXPECT_THAT(token_.objects(), FailsWith(Code::kBug));
  EXPECT_THAT(token_.destroy(Uuid{}), FailsWith(Code::kBug));
  EXPECT_THAT(token_.generate({}), FailsWith(Code::kBug));
  EXPECT_THAT(token_.inspect({}), FailsWith(Code::kBug));
  EXPECT_THAT(token_.agree(Uuid{}, {}, pkcs11::SchemeFixed::kOnToken), FailsWith(Code::kBadInput));
  EXPECT_THAT(failed_, SizeIs(6));
  EXPECT_EQ(failed_.front().call, "C_Sign");
}

// Trap 19
TEST_F(TimedTokenTest, WhatHangsIsCutOffAndNotAskedASecondTime) {
  hang_when_signing();
  EXPECT_THAT(sign({7}), FailsSaying(Code::kRetry, "did not answer within 40 ms"));
  EXPECT_THAT(hung_, SizeIs(1));
  EXPECT_EQ(hung_calls_->now, 1U);
  EXPECT_THAT(token_.read_marker(), FailsSaying(Code::kRetry, "did not answer"));
  EXPECT_THAT(token_.agree(Uuid{}, {}, pkcs11::SchemeFixed::kOnToken),
              FailsSaying(Code::kRetry, "did not answer"));
  EXPECT_THAT(hung_, SizeIs(1));
  EXPECT_EQ(hung_calls_->now, 1U);
}

}  // namespace timed_token_test
}  // namespace pyx::custody
