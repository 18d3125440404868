#include "custody/coins/amount.h"

#include <gmock/gmock.h>

namespace pyx::custody {
namespace amount_test {

constexpr std::uint64_t kAll = ~std::uint64_t{0};

TEST(Amount, SumsOrSaysThatItDoesNotFit) {
  EXPECT_EQ(sum({1, 2}, {3, 4}), (Amount{4, 6}));
  EXPECT_EQ(sum({kAll, 0}, {0, kAll}), (Amount{kAll, kAll}));
  EXPECT_FALSE(sum({kAll, 0}, {1, 0}));
  EXPECT_FALSE(sum({0, kAll}, {0, 1}));
}

// Trap of value overflow: 2^32 coins of 2^32 minor units are worth nothing in 64 bits.
TEST(Amount, ManyCoinsAreWorthTheirSumOrDoNotFit) {
  EXPECT_EQ(times(3, 100), (Amount{3, 300}));
  EXPECT_EQ(times(kAll, 1), (Amount{kAll, kAll}));
  EXPECT_EQ(times(0, kAll), (Amount{0, 0}));
  EXPECT_FALSE(times(std::uint64_t{1} << 32U, std::uint64_t{1} << 32U));
  EXPECT_FALSE(times(2, kAll));
}

TEST(Amount, FitsIfNeitherNumberIsTooLarge) {
  EXPECT_TRUE(fits({2, 200}, {2, 200}));
  EXPECT_FALSE(fits({3, 200}, {2, 200}));
  EXPECT_FALSE(fits({2, 201}, {2, 200}));
}

}  // namespace amount_test
}  // namespace pyx::custody
