// The worked example of docs/formats/budgets.md is what the page says that it is.
#include "base/file.h"
#include "policies/budget.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace budget_format_test {

using testing::must;

std::string page() {
  return pyx::to_text(must(read_file(PYX_SOURCE_DIR "/docs/formats/budgets.md")));
}

std::string example() {
  constexpr std::string_view kOpen = "```toml\n";
  const std::string text = page();
  const std::size_t begin = text.find(kOpen) + kOpen.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(BudgetFormat, ShowsAnExampleThatIsReadAndItsDigest) {
  const BudgetFile file = must(parse_budgets(example(), "example.toml"));
  EXPECT_EQ(file.budgets.size(), 3U);
  EXPECT_THAT(page(), ::testing::HasSubstr("\n" + to_hex(file.digest) + "\n"));
}

TEST(BudgetFormat, ShowsTheErrorThatIsGiven) {
  const auto file = parse_budgets(
      testing::replaced(example(), "window = \"1d\"", "window = \"3600s\""), "example.toml");
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(page(), ::testing::HasSubstr("\n" + file.error().message + "\n"));
}

TEST(BudgetFormat, NamesEveryCharge) {
  for (const Charge charge :
       {Charge::kIssue, Charge::kExchange, Charge::kRedeem, Charge::kRefund, Charge::kCheck})
    EXPECT_THAT(page(), ::testing::HasSubstr("| `" + std::string(to_text(charge)) + "` |"));
}

}  // namespace budget_format_test
}  // namespace pyx::policies
