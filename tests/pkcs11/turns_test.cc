#include "pkcs11/turns.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <future>
#include <thread>
#include <vector>

namespace pyx::pkcs11 {
namespace turns_test {

TEST(Turns, AreTakenOneAfterTheOther) {
  Turns turns;
  int inside = 0;
  int most = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 100; ++n) {
        const auto turn = turns.take(std::chrono::minutes(1));
        ASSERT_TRUE(turn);
        most = std::max(most, ++inside);
        --inside;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(most, 1);
}

TEST(Turns, AreNotWaitedForWithoutEnd) {
  Turns turns;
  auto held = turns.take(Duration(0));
  ASSERT_TRUE(held);
  EXPECT_FALSE(turns.take(Duration(5)));
  held.reset();
  EXPECT_TRUE(turns.take(Duration(0)));
}

TEST(Turns, AreSharedByMany) {
  Turns turns;
  const auto one = turns.share(Duration(0));
  const auto other = turns.share(Duration(0));
  EXPECT_TRUE(one);
  EXPECT_TRUE(other);
  EXPECT_FALSE(turns.take(Duration(5)));
}

TEST(Turns, AreNotSharedWithOneTakenAlone) {
  Turns turns;
  auto alone = turns.take(Duration(0));
  EXPECT_FALSE(turns.share(Duration(5)));
  alone.reset();
  EXPECT_TRUE(turns.share(Duration(0)));
}

// Else those who share would come and come, and a change never have its turn.
TEST(Turns, ThatAreWaitedForGoBeforeThoseWhoComeLaterToShare) {
  Turns turns;
  auto shared = turns.share(Duration(0));
  auto taking = std::async(std::launch::async, [&] {
    const auto alone = turns.take(std::chrono::minutes(1));
    return alone.has_value();
  });
  while (turns.share(Duration(0))) std::this_thread::yield();
  shared.reset();
  EXPECT_TRUE(taking.get());
}

TEST(Turns, ThatWereWaitedForInVainAreSharedAgain) {
  Turns turns;
  const auto shared = turns.share(Duration(0));
  auto taking =
      std::async(std::launch::async, [&] { return turns.take(Duration(50)).has_value(); });
  const auto given_up = [&] { return taking.wait_for(Duration(0)) == std::future_status::ready; };
  while (turns.share(Duration(0)) && !given_up()) std::this_thread::yield();
  EXPECT_TRUE(turns.share(std::chrono::minutes(1)));
  EXPECT_FALSE(taking.get());
}

TEST(Turns, LastAsLongAsWhatTheyWereMovedInto) {
  Turns turns;
  {
    auto first = turns.take(Duration(0));
    const Turns::Turn moved = *std::move(first);
    first.reset();
    EXPECT_FALSE(turns.take(Duration(0)));
  }
  EXPECT_TRUE(turns.take(Duration(0)));
}

}  // namespace turns_test
}  // namespace pyx::pkcs11
