#include "custody/coins/retired_in_memory.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::custody {
namespace retired_in_memory_test {

using pyx::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// COIN-ONCE
TEST(RetiredInMemory, CoinsAreFoundByKeyAndNameInTheOrderOfTheQuestion) {
  const Uuid key = Uuid::v7(Time());
  const Uuid other = Uuid::v7(Time());
  RetiredInMemory retired;
  ASSERT_THAT(retired.add(key, {sha256("first"), sha256("second")}), IsOk());
  ASSERT_THAT(retired.add(other, {sha256("third")}), IsOk());
  EXPECT_THAT(retired.has(key, {sha256("third"), sha256("second"), sha256("first")}).value(),
              ElementsAre(false, true, true));
  EXPECT_THAT(retired.has(other, {sha256("third"), sha256("first")}).value(),
              ElementsAre(true, false));
  EXPECT_THAT(retired.has(key, {}).value(), IsEmpty());
  EXPECT_EQ(retired.size(), 3U);
}

}  // namespace retired_in_memory_test
}  // namespace pyx::custody
