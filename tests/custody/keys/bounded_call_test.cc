#include "custody/keys/bounded_call.h"

#include <gmock/gmock.h>

#include <future>

#include "tests/matchers.h"

namespace pyx::custody {
namespace bounded_call_test {

using pyx::testing::FailsWith;

constexpr Duration kShort{30};
constexpr Duration kLong{20'000};

TEST(BoundedCall, AnAnswerInTimeIsTheAnswer) {
  const auto hung = std::make_shared<HungCalls>();
  const auto answer = call_within<int>(kLong, hung, [] { return Result<int>(7); });
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->value(), 7);
  const auto failed = call_within<void>(
      kLong, hung, []() -> Result<void> { return error(Code::kToken, "the token failed"); });
  ASSERT_TRUE(failed);
  EXPECT_THAT(*failed, FailsWith(Code::kToken));
  EXPECT_EQ(hung->now, 0U);
}

TEST(BoundedCall, WhatTheCallHoldsIsGoneBeforeItsAnswerIsThere) {
  const auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> seen = held;
  const auto answer = call_within<long>(kLong, std::make_shared<HungCalls>(),
                                        [held] { return Result<long>(held.use_count()); });
  ASSERT_TRUE(answer);
  EXPECT_EQ(seen.use_count(), 1);
}

// Trap 19: a hung module hangs everything.
TEST(BoundedCall, WhatDoesNotComeBackInTimeIsLeftBehindAndCountedUntilItDoes) {
  const auto hung = std::make_shared<HungCalls>();
  std::promise<void> release;
  const auto released = release.get_future().share();
  const auto late = std::make_shared<int>(1);
  const auto answer = call_within<std::shared_ptr<int>>(
      kShort, hung, [released, late]() -> Result<std::shared_ptr<int>> {
        released.wait();
        return late;
      });
  EXPECT_FALSE(answer);
  EXPECT_EQ(hung->now, 1U);
  release.set_value();
  while (hung->now > 0) std::this_thread::yield();
  EXPECT_EQ(late.use_count(), 1);  // its late answer was thrown away
}

}  // namespace bounded_call_test
}  // namespace pyx::custody
