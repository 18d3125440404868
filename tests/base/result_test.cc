#include "base/result.h"

#include <memory>
#include <vector>

#include "tests/matchers.h"

namespace pyx {
namespace result_test {

using testing::FailsSaying;
using testing::IsOk;

Result<int> half(int number) {
  if (number % 2 != 0) return error(Code::kBadInput, "odd");
  return number / 2;
}
Result<int> quarter(int number) {
  PYX_ASSIGN(const int first, half(number));
  PYX_ASSIGN(const int second, half(first));
  return second;
}
Result<void> is_even(int number) {
  PYX_TRY(half(number));
  return {};
}

TEST(Result, AssignTakesTheValue) { EXPECT_EQ(quarter(8).value(), 2); }

TEST(Result, AssignHandsTheErrorOn) {
  EXPECT_THAT(quarter(7), FailsSaying(Code::kBadInput, "odd"));
  EXPECT_THAT(quarter(6), FailsSaying(Code::kBadInput, "odd"));
}

TEST(Result, TryHandsTheErrorOn) {
  EXPECT_THAT(is_even(2), IsOk());
  EXPECT_THAT(is_even(3), FailsSaying(Code::kBadInput, "odd"));
}

TEST(Result, HoldsWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> made(std::make_unique<int>(5));
  const std::unique_ptr<int> taken = std::move(made).value();
  EXPECT_EQ(*taken, 5);
}

Result<std::vector<int>> numbers() { return std::vector<int>{1, 2, 3}; }

TEST(Result, TheValueOfATemporaryMayBeWalkedThrough) {
  int sum = 0;
  for (const int number : numbers().value()) sum += number;
  for (const int number : *numbers()) sum += number;
  EXPECT_EQ(sum, 12);
}

TEST(Result, TheValueOfAFailureIsNeverHandedOut) {
  const Result<int> failed = half(1);
  EXPECT_THROW((void)failed.value(), std::bad_variant_access);
  EXPECT_THROW((void)half(2).error(), std::bad_variant_access);
}

}  // namespace result_test
}  // namespace pyx
