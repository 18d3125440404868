#include "custody/server/metrics.h"

#include <gmock/gmock.h>

#include <thread>

namespace pyx::server {
namespace metrics_test {

using Counters = CountersByName<std::string, std::atomic<std::uint64_t>>;

std::map<std::string, std::uint64_t> all(const Counters& counters) {
  std::map<std::string, std::uint64_t> found;
  counters.each([&found](const std::string& name, const std::atomic<std::uint64_t>& one) {
    found[name] = one;
  });
  return found;
}

TEST(CountersByName, EachNameHasItsOwn) {
  Counters counters(10);
  count(counters.of("a").counts);
  count(counters.of("b").counts, 5);
  count(counters.of("a").counts);
  EXPECT_THAT(all(counters), ::testing::ElementsAre(std::pair("a", 2U), std::pair("b", 5U)));
}

// Names come from outside: their number is bounded, and nothing is lost.
TEST(CountersByName, WhatIsBeyondTheBoundIsCountedTogether) {
  Counters counters(2);
  for (const std::string name : {"a", "b", "c", "d", "a"}) count(counters.of(name).counts);
  EXPECT_THAT(all(counters), ::testing::ElementsAre(std::pair("a", 2U), std::pair("b", 1U)));
  EXPECT_EQ(counters.others(), 2U);
}

TEST(CountersByName, AreReadWhileNamesAreAdded) {
  Counters counters(1000);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) (void)all(counters);
  });
  for (unsigned i = 0; i < 1000; ++i) count(counters.of(std::to_string(i)).counts);
  done = true;
  reader.join();
  EXPECT_EQ(all(counters).size(), 1000U);
}

TEST(Metrics, CoinsAreCountedByTheirOperation) {
  Metrics metrics(1);
  metrics.count_coins({custody::Operation::kCoinsExchange, 3, 2, 0, 0, 0}, "bank");
  metrics.count_coins({custody::Operation::kCoinsCheck, 0, 0, 5, 1, 0}, "bank");
  metrics.count_coins({custody::Operation::kCoinsRedeem, 0, 0, 0, 0, 1}, "bank");
  EXPECT_EQ(metrics.coins[2].issued, 3U);
  EXPECT_EQ(metrics.coins[2].retired, 2U);
  EXPECT_EQ(metrics.coins[1].checked, 5U);
  EXPECT_EQ(metrics.bad_coins.of("bank").counts.bad, 1U);
  EXPECT_EQ(metrics.bad_coins.of("bank").counts.refused, 1U);
}

TEST(Metrics, AStatusIsCountedByItsHundreds) {
  ByStatus counts{};
  for (const unsigned status : {200, 201, 404, 503, 99, 700}) count(counts, status);
  EXPECT_EQ(counts[2], 2U);
  EXPECT_EQ(counts[4], 1U);
  EXPECT_EQ(counts[5], 1U);
  EXPECT_EQ(counts[0], 2U);
  EXPECT_EQ(status_class(2), "2xx");
  EXPECT_EQ(status_class(0), "other");
  EXPECT_EQ(status_class(7), "other");
}

}  // namespace metrics_test
}  // namespace pyx::server
