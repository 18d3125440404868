#include "custody/coins/sliding_window.h"

#include <gmock/gmock.h>

#include <random>

namespace pyx::custody {
namespace sliding_window_test {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Le;

const Time kNoon(milliseconds(1'800'000'000'000));
constexpr Amount kOne{1, 100};

TEST(SlidingWindow, CountsWhatWasTakenForItsWholeLength) {
  SlidingWindow window(hours(1));
  window.take(kNoon, kOne);
  EXPECT_EQ(window.taken(kNoon), kOne);
  EXPECT_EQ(window.taken(kNoon + hours(1)), kOne);
  EXPECT_EQ(window.taken(kNoon + hours(1) + minutes(1)), Amount{});
}

// The trap of windows that begin on the hour: twice the limit around it.
TEST(SlidingWindow, HasNoEdgeAtWhichTheLimitCanBeTakenTwice) {
  SlidingWindow window(hours(1));
  const Amount most{10, 1000};
  window.take(kNoon + minutes(59), most);
  EXPECT_FALSE(window.has_room(kNoon + minutes(61), kOne, most));
  EXPECT_FALSE(window.has_room(kNoon + minutes(119), kOne, most));
  EXPECT_TRUE(window.has_room(kNoon + minutes(121), kOne, most));
}

TEST(SlidingWindow, CountAndValueAreLimitsOfTheirOwn) {
  SlidingWindow window(hours(1));
  window.take(kNoon, {3, 300});
  EXPECT_TRUE(window.has_room(kNoon, {1, 700}, {4, 1000}));
  EXPECT_FALSE(window.has_room(kNoon, {1, 701}, {4, 1000}));
  EXPECT_FALSE(window.has_room(kNoon, {2, 1}, {4, 1000}));
  EXPECT_TRUE(window.has_room(kNoon, {}, {3, 300}));
  EXPECT_FALSE(window.has_room(kNoon, {}, {2, 300}));  // the limit was lowered
}

TEST(SlidingWindow, SumsThatDoNotFitIntoTheirNumberHaveNoRoom) {
  const std::uint64_t all = ~std::uint64_t{0};
  SlidingWindow window(hours(1));
  window.take(kNoon, {1, all - 1});
  EXPECT_TRUE(window.has_room(kNoon, {1, 1}, {all, all}));
  EXPECT_FALSE(window.has_room(kNoon, {1, 2}, {all, all}));
  EXPECT_FALSE(window.has_room(kNoon, {all, 0}, {all, all}));
}

TEST(SlidingWindow, SaysWhenThereWillBeRoom) {
  SlidingWindow window(hours(1));
  const Amount most{2, 1000};
  EXPECT_EQ(window.room_at(kNoon, kOne, most), kNoon);
  window.take(kNoon, kOne);
  window.take(kNoon + minutes(30), kOne);
  const auto at = window.room_at(kNoon + minutes(40), kOne, most);
  ASSERT_TRUE(at);
  EXPECT_FALSE(window.has_room(*at - milliseconds(1), kOne, most));
  EXPECT_TRUE(window.has_room(*at, kOne, most));
  EXPECT_THAT(*at, Le(kNoon + hours(1) + minutes(1)));
  EXPECT_FALSE(window.room_at(kNoon, {3, 0}, most));
}

TEST(SlidingWindow, IsTheSameAfterARestart) {
  SlidingWindow window(hours(1));
  std::vector<SlidingWindow::Part> kept;
  for (int i = 0; i < 40; ++i) {
    const auto part = window.take(kNoon + minutes(i), kOne);
    if (!kept.empty() && kept.back().index == part.index) kept.pop_back();
    kept.push_back(part);
  }
  SlidingWindow again(hours(1));
  again.restore(kept);
  for (int i = 40; i < 110; i += 7) {
    EXPECT_EQ(again.taken(kNoon + minutes(i)), window.taken(kNoon + minutes(i)));
  }
}

TEST(SlidingWindow, AClockThatStandsStillStaysInItsPart) {
  SlidingWindow window(seconds(1));
  const auto first = window.take(kNoon, kOne);
  const auto second = window.take(kNoon - seconds(30), kOne);
  EXPECT_EQ(second.index, first.index);
  EXPECT_EQ(second.taken, (Amount{2, 200}));
}

TEST(SlidingWindow, SaysWhatTakingWouldLeaveBehindAndTakesNothing) {
  SlidingWindow window(hours(1));
  const auto first = window.would_be(kNoon, kOne);
  EXPECT_EQ(first.taken, kOne);
  EXPECT_EQ(window.taken(kNoon), Amount{});
  const auto taken = window.take(kNoon, kOne);
  EXPECT_EQ(taken.index, first.index);
  EXPECT_EQ(taken.taken, first.taken);
  EXPECT_EQ(window.would_be(kNoon, kOne).taken, (Amount{2, 200}));
  const auto later = window.would_be(kNoon + minutes(5), kOne);
  EXPECT_GT(later.index, first.index);
  EXPECT_EQ(later.taken, kOne);
  // A clock that is held where it was stays in the newest part.
  EXPECT_EQ(window.would_be(kNoon - minutes(5), kOne).index, first.index);
  EXPECT_EQ(window.taken(kNoon), kOne);
}

// SIGN-BUDGET against a model that remembers each taking: in no interval of the window's length was
// more taken than the limit, and what was refused would have passed it within a 64th more.
TEST(SlidingWindowProperty, NoIntervalEverHoldsMoreThanTheLimit) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::uint64_t limit) { return random() % limit; };
    const Duration length(1 + static_cast<std::int64_t>(below(100'000)));
    const Duration part = std::max(length / SlidingWindow::kParts, Duration(1));
    const Amount most{1 + below(50), 1 + below(5000)};
    SlidingWindow window(length);
    std::vector<std::pair<Time, Amount>> model;
    const auto since = [&](Time from, Time to) {
      Amount all;
      for (const auto& [at, amount] : model) {
        if (at >= from && at <= to) all = *sum(all, amount);
      }
      return all;
    };
    Time now = kNoon;
    for (int step = 0; step < 400; ++step) {
      now += Duration(
          static_cast<std::int64_t>(below(1 + static_cast<std::uint64_t>(length.count()) / 8)));
      const Amount wanted{below(8), below(600)};
      if (window.has_room(now, wanted, most)) {
        window.take(now, wanted);
        model.emplace_back(now, wanted);
        EXPECT_TRUE(fits(since(now - length, now), most)) << seed;
      } else {
        EXPECT_FALSE(fits(*sum(since(now - length - part, now), wanted), most)) << seed;
        const auto at = window.room_at(now, wanted, most);
        EXPECT_EQ(at.has_value(), fits(wanted, most)) << seed;
        EXPECT_TRUE(!at || window.has_room(*at, wanted, most)) << seed;
      }
    }
  }
}

}  // namespace sliding_window_test
}  // namespace pyx::custody
