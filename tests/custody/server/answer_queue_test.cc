#include "custody/server/answer_queue.h"

#include <gmock/gmock.h>

namespace pyx::server {
namespace answer_queue_test {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::size_t kRoom = 1 << 20U;

Response saying(std::string body) {
  Response response;
  response.status = 200;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

class AnswerQueueTest : public ::testing::Test {
 protected:
  std::string take(std::size_t most_bytes = kRoom) {
    std::string wire;
    taken_bytes_ = queue_.take_ready(wire, most_bytes);
    return wire;
  }

  AnswerQueue queue_;
  std::size_t taken_bytes_ = 0;
};

TEST_F(AnswerQueueTest, AnAnswerWaitsForThoseInFrontOfIt) {
  const std::uint64_t first = queue_.push({});
  const std::uint64_t second = queue_.push({});
  queue_.answer(second, saying("second"));
  EXPECT_EQ(take(), "");
  queue_.answer(first, saying("first"));
  const std::string wire = take();
  EXPECT_LT(wire.find("first"), wire.find("second"));
  EXPECT_THAT(wire, EndsWith("second"));
  EXPECT_TRUE(queue_.empty());
}
TEST_F(AnswerQueueTest, ARequestIsAwaitedUntilItIsAnsweredAndNoOtherNumberEverIs) {
  const SteadyTime since = SteadyTime() + std::chrono::seconds(5);
  const std::uint64_t number = queue_.push({.asked = {nullptr, nullptr, since}});
  ASSERT_NE(queue_.awaited(number), nullptr);
  EXPECT_EQ(queue_.awaited(number)->since, since);
  EXPECT_EQ(queue_.awaited(number + 1), nullptr);
  queue_.answer(number, saying("once"));
  EXPECT_EQ(queue_.awaited(number), nullptr);
  take();
  EXPECT_EQ(queue_.awaited(number), nullptr);
  EXPECT_EQ(queue_.push({}), number + 1);
}
TEST_F(AnswerQueueTest, TheAnswersSizeTakesThePlaceOfWhatWasSetAside) {
  const std::uint64_t number = queue_.push({.bytes = 1000});
  EXPECT_EQ(queue_.answer(number, saying("12345")), 1000U);
  take();
  EXPECT_EQ(taken_bytes_, 5U);
}
TEST_F(AnswerQueueTest, WhatWasRefusedAtOnceCountsForNothing) {
  queue_.push(saying("no"), Afterwards::kKeepAlive);
  EXPECT_THAT(take(), EndsWith("no"));
  EXPECT_EQ(taken_bytes_, 0U);
}
TEST_F(AnswerQueueTest, NoMoreIsTakenOnceThereIsEnough) {
  for (const char* const body : {"first", "second", "third"})
    queue_.push(saying(body), Afterwards::kKeepAlive);
  const std::string one = take(1);
  EXPECT_THAT(one, EndsWith("first"));
  EXPECT_THAT(take(one.size() + 2), EndsWith("third"));
}
TEST_F(AnswerQueueTest, AContinueStandsBeforeTheAnswerOfItsRequest) {
  queue_.push_continue();
  const std::uint64_t number = queue_.push({.bytes = 7});
  EXPECT_EQ(take(), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(taken_bytes_, 0U);
  queue_.answer(number, saying("then"));
  EXPECT_THAT(take(), StartsWith("HTTP/1.1 200 OK\r\n"));
}
TEST_F(AnswerQueueTest, OnlyTheLastSaysThatTheConnectionEnds) {
  queue_.end_behind_last();
  queue_.push(saying("first"), Afterwards::kKeepAlive);
  queue_.push(saying("second"), Afterwards::kKeepAlive);
  queue_.end_behind_last();
  EXPECT_THAT(take(1), Not(HasSubstr("Connection: close")));
  EXPECT_THAT(take(1), HasSubstr("Connection: close"));
}
TEST_F(AnswerQueueTest, SlowOnesCountUntilTheyAreTaken) {
  const std::uint64_t slow = queue_.push({.slow = true});
  queue_.push({});
  EXPECT_EQ(queue_.slow(), 1U);
  EXPECT_EQ(queue_.size(), 2U);
  queue_.answer(slow, saying("at last"));
  EXPECT_EQ(queue_.slow(), 1U);
  take();
  EXPECT_EQ(queue_.slow(), 0U);
  EXPECT_EQ(queue_.size(), 1U);
}
TEST_F(AnswerQueueTest, ClearedItHoldsNothingAndAwaitsNothing) {
  const std::uint64_t first = queue_.push({.bytes = 1000, .slow = true});
  const std::uint64_t second = queue_.push({.bytes = 500});
  queue_.answer(second, saying("12345"));
  EXPECT_EQ(queue_.clear(), 1005U);
  EXPECT_TRUE(queue_.empty());
  EXPECT_EQ(queue_.slow(), 0U);
  EXPECT_EQ(queue_.awaited(first), nullptr);
  EXPECT_EQ(queue_.clear(), 0U);
}

}  // namespace answer_queue_test
}  // namespace pyx::server
