#include "pkcs11/turns.h"

#include <gmock/gmock.h>

#include <algorithm>
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
