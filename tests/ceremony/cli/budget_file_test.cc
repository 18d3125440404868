#include "ceremony/cli/budget_file.h"

#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace budget_file_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;

TEST(BudgetText, IsTheBytesAsTheyCameAndWhatTheySay) {
  const testing::Desk desk;
  const std::string text =
      "version = 1\n[[budget]]\nname = \"checks\"\ncharge = \"check\"\nscope = \"all\"\n"
      "[[budget.limit]]\nwindow = \"1m\"\ncount = 5\n";
  const auto read = read_budgets(desk.write("budgets.toml", text));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(to_text(read->bytes), text);
  EXPECT_EQ(read->budgets.at(0).name, "checks");
}

TEST(BudgetText, OfAWrongFileSaysLineAndColumn) {
  const testing::Desk desk;
  const auto file = desk.write("budgets.toml", "version = 2\n");
  EXPECT_THAT(read_budgets(file), FailsSaying(Code::kBadInput, "budgets.toml:1:"));
}

TEST(BudgetText, OfNoFileIsNotFound) {
  EXPECT_THAT(read_budgets("no such file"), FailsWith(Code::kNotFound));
}

}  // namespace budget_file_test
}  // namespace pyx::ceremony
