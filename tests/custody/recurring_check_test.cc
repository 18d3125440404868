#include "custody/recurring_check.h"

#include <atomic>
#include <future>

#include "tests/matchers.h"

namespace pyx::custody {
namespace recurring_check_test {

using namespace std::chrono_literals;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

TEST(RecurringCheck, BeforeTheFirstOutcomeItIsNotWell) {
  std::promise<void> release;
  RecurringCheck check(
      [&release]() -> Result<void> {
        release.get_future().wait();
        return {};
      },
      1h);
  EXPECT_THAT(check.last().outcome, FailsWith(Code::kRetry));
  EXPECT_FALSE(check.last().age.has_value());
  release.set_value();
}

TEST(RecurringCheck, TellsTheLastOutcomeAndItsAge) {
  std::atomic<int> calls = 0;
  RecurringCheck check(
      [&calls]() -> Result<void> {
        if (++calls == 1) return {};
        return error(Code::kToken, "gone");
      },
      1ms);
  while (calls < 3) std::this_thread::sleep_for(1ms);
  EXPECT_THAT(check.last().outcome, FailsWith(Code::kToken));
  ASSERT_TRUE(check.last().age.has_value());
}

// Trap 19: a hung module hangs everything.
TEST(RecurringCheck, ACheckThatHangsLetsItsLastOutcomeGrowOld) {
  std::promise<void> release;
  std::atomic<int> calls = 0;
  RecurringCheck check(
      [&]() -> Result<void> {
        if (++calls == 2) release.get_future().wait();
        return {};
      },
      1ms);
  while (calls < 2) std::this_thread::sleep_for(1ms);
  const auto before = check.last();
  std::this_thread::sleep_for(20ms);
  const auto after = check.last();
  EXPECT_THAT(after.outcome, IsOk());
  EXPECT_GE(*after.age, *before.age + 15ms);
  release.set_value();
}

}  // namespace recurring_check_test
}  // namespace pyx::custody
