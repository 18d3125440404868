#include "base/random.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <set>

namespace pyx {
namespace random_test {

TEST(Random, TwoFillingsDiffer) {
  std::array<std::uint8_t, 32> a{};
  std::array<std::uint8_t, 32> b{};
  fill_random(a);
  fill_random(b);
  EXPECT_NE(a, b);
}

TEST(Random, FillsToTheLastByte) {
  std::set<std::uint8_t> last;
  for (int i = 0; i < 100; ++i) {
    std::array<std::uint8_t, 17> bytes{};
    fill_random(bytes);
    last.insert(bytes.back());
  }
  EXPECT_GT(last.size(), 10U);
}

TEST(Random, NothingToFillIsNoError) { EXPECT_NO_THROW(fill_random({})); }

}  // namespace random_test
}  // namespace pyx
