#include "custody/windows_gone.h"

#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace windows_gone_test {

using pyx::testing::budgets_text;
using pyx::testing::BudgetText;
using pyx::testing::must;
using ::testing::IsEmpty;

class WindowsGone : public ::testing::Test {
 protected:
  std::vector<std::pair<std::string, Duration>> with(ActParameters parameters) {
    std::vector<std::pair<std::string, Duration>> gone;
    const Act act = mint_.vault.act(std::move(parameters));
    for (const WindowName& window :
         must(windows_gone(mint_.vault.books(), act, mint_.vault.blob_reader())))
      gone.emplace_back(window.budget, window.window);
    return gone;
  }
  ActParameters set(const BudgetText& budget) {
    return BudgetSet{mint_.vault.put_blob(to_bytes(budgets_text({budget})))};
  }
  pyx::testing::MemoryMint mint_;
};

// SIGN-BUDGET
TEST_F(WindowsGone, AreThoseThatANewBudgetOfTheSameNameNoLongerHas) {
  mint_.set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 5, 500, 900}}));
  EXPECT_THAT(with(set({"issue", "issue", "all", 9, 900, 900})), IsEmpty());
  const auto gone = with(set({"issue", "issue", "all", 9, 900}));
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone[0].first, "issue");
  EXPECT_EQ(gone[0].second, Duration(0));
  EXPECT_THAT(with(set({"new", "issue", "all", 9, 900})), IsEmpty());
}
TEST_F(WindowsGone, AreAllWhenLeavesAreGivenUpAndNoneWithOtherActs) {
  mint_.set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 5, 500, 900}}));
  std::size_t limits = 0;
  for (const policies::Budget& budget : mint_.vault.books().budgets) limits += budget.limits.size();
  EXPECT_EQ(with(StateAccept{20, sha256("lost"), 10, sha256("common")}).size(), limits);
  EXPECT_THAT(with(LogRotate{}), IsEmpty());
}

}  // namespace windows_gone_test
}  // namespace pyx::custody
