#include "base/histogram.h"

#include <gmock/gmock.h>

#include <thread>

namespace pyx {
namespace histogram_test {

using ::testing::ElementsAre;

TEST(Histogram, ABoundBelongsToWhatIsBelowIt) {
  Histogram<2> histogram({10, 20});
  for (const std::uint64_t value : {0, 10, 11, 20, 21, 1000}) histogram.count(value);
  const HistogramCounts now = histogram.counts();
  EXPECT_THAT(now.bounds, ElementsAre(10, 20));
  EXPECT_THAT(now.counts, ElementsAre(2, 2, 2));
  EXPECT_EQ(now.sum, 0U + 10 + 11 + 20 + 21 + 1000);
}

TEST(Histogram, LosesNothingWhenManyCount) {
  Histogram<1> histogram({5});
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 4; ++i) {
    threads.emplace_back([&histogram] {
      for (unsigned value = 0; value < 10000; ++value) histogram.count(value % 10);
    });
  }
  for (std::thread& one : threads) one.join();
  EXPECT_THAT(histogram.counts().counts, ElementsAre(24000, 16000));
  EXPECT_EQ(histogram.counts().sum, 4U * 1000 * 45);
}

}  // namespace histogram_test
}  // namespace pyx
