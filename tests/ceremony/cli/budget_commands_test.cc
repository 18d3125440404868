#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace budget_commands_test {

using std::chrono::hours;
using ::testing::ContainsRegex;
using testing::Desk;
using ::testing::HasSubstr;

class BudgetCommands : public ::testing::Test {
 protected:
  BudgetCommands() {
    policies::Budget issue;
    issue.name = "all";
    issue.currency = "EUR";
    issue.limits = {{hours(1), 100, 5000}, {std::nullopt, 1000, 50000}};
    policies::Budget checks;
    checks.name = "checks";
    checks.charge = policies::Charge::kCheck;
    checks.limits = {{hours(1), 60, 0}};
    desk_.store->budgets = {{issue, {{10, 500}, {10, 500}}}, {checks, {{0, 0}}}};
  }
  ExitCode lower(std::vector<std::string> words, const std::string& person = "dave") {
    words.insert(words.begin(), {"budget", "lower"});
    return desk_.run_as(person, budget_commands(), std::move(words));
  }
  Desk desk_;
};

TEST_F(BudgetCommands, ListShowsWhatIsLeft) {
  ASSERT_EQ(desk_.run(budget_commands(), {"budget", "list", "--dir", "vault"}), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), HasSubstr("1h      100    10     90    5000   500    4500"));
  ASSERT_EQ(desk_.run(budget_commands(), {"budget", "list", "--dir", "vault", "--output", "json"}),
            ExitCode::kDone);
  EXPECT_EQ(desk_.json().at("budgets").as_array().size(), 2U);
}

TEST_F(BudgetCommands, ListOfNoneNamesTheNextStep) {
  desk_.store->budgets.clear();
  ASSERT_EQ(desk_.run(budget_commands(), {"budget", "list", "--dir", "vault"}), ExitCode::kDone);
  EXPECT_THAT(desk_.words(), HasSubstr("next: pyx act propose budget.set --budgets FILE"));
}

TEST_F(BudgetCommands, CheckReadsAFileWithoutAVault) {
  const std::string text =
      "version = 1\n[[budget]]\nname = \"checks\"\ncharge = \"check\"\nscope = \"all\"\n"
      "[[budget.limit]]\nwindow = \"1m\"\ncount = 5\n";
  const auto file = desk_.write("budgets.toml", text);
  ASSERT_EQ(desk_.run(budget_commands(), {"budget", "check", "--budgets", file.string()}),
            ExitCode::kDone)
      << desk_.words();
  EXPECT_THAT(desk_.data(), HasSubstr(to_hex(sha256(text))));
  EXPECT_THAT(desk_.data(), HasSubstr("checks  check   all  -         1m      5      -"));
}

TEST_F(BudgetCommands, CheckOfAWrongFileIsAUsageErrorWithLineAndColumn) {
  const auto file = desk_.write("budgets.toml", "version = 1\nbudgets = 3\n");
  EXPECT_EQ(desk_.run(budget_commands(), {"budget", "check", "--budgets", file.string()}),
            ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), ContainsRegex("budgets.toml:[0-9]+:[0-9]+: "));
  EXPECT_EQ(desk_.run(budget_commands(),
                      {"budget", "check", "--budgets", file.string(), "--output", "json"}),
            ExitCode::kUsage);
  EXPECT_EQ(desk_.json().at("error").at("code").as_string(), "bad-input");
}

TEST_F(BudgetCommands, CheckOfNoFileFails) {
  EXPECT_EQ(desk_.run(budget_commands(), {"budget", "check", "--budgets", "no such file"}),
            ExitCode::kFailed);
}

TEST_F(BudgetCommands, OneOfficerLowersALimitAfterATypedWord) {
  desk_.terminal = true;
  desk_.typed = "lower\n";
  ASSERT_EQ(lower({"all", "--window", "1h", "--count", "50", "--value", "2500", "--reason", "odd"}),
            ExitCode::kDone)
      << desk_.words();
  ASSERT_EQ(desk_.store->lowerings.size(), 1U);
  const custody::LoweringStatement& said = desk_.store->lowerings[0];
  EXPECT_EQ(said.budget, "all");
  EXPECT_EQ(said.limit, (policies::Limit{hours(1), 50, 2500}));
  EXPECT_EQ(said.person, "dave");
  EXPECT_EQ(said.vault, desk_.store->id);
  EXPECT_EQ(said.expires, desk_.clock.now() + std::chrono::minutes(15));
  EXPECT_EQ(said.reason, "odd");
  EXPECT_THAT(desk_.words(), HasSubstr("all, 1h: coins 100 -> 50, value 5000 -> 2500"));
  EXPECT_THAT(desk_.words(), HasSubstr("LOWER a budget at once"));
  EXPECT_THAT(desk_.words(), HasSubstr("to raise it again, with a quorum: pyx act propose"));
  EXPECT_THAT(desk_.data(), HasSubstr("1h      50     2500"));
}

TEST_F(BudgetCommands, LowerLeavesWhatIsNotNamedAsItIs) {
  ASSERT_EQ(lower({"all", "--window", "life", "--value", "0", "--yes"}), ExitCode::kDone)
      << desk_.words();
  EXPECT_EQ(desk_.store->lowerings.at(0).limit, (policies::Limit{std::nullopt, 1000, 0}));
  ASSERT_EQ(lower({"checks", "--window", "60m", "--count", "0", "--yes", "--output", "json"}),
            ExitCode::kDone)
      << desk_.words();
  EXPECT_EQ(desk_.store->lowerings.at(1).limit, (policies::Limit{hours(1), 0, 0}));
  EXPECT_EQ(desk_.json().at("budget").at("name").as_string(), "checks");
}

TEST_F(BudgetCommands, AnotherWordLowersNothing) {
  desk_.terminal = true;
  desk_.typed = "no\n";
  EXPECT_EQ(lower({"all", "--window", "1h", "--count", "50"}), ExitCode::kFailed);
  EXPECT_TRUE(desk_.store->lowerings.empty());
}

TEST_F(BudgetCommands, NobodyRaisesALimitSo) {
  EXPECT_EQ(lower({"all", "--window", "1h", "--count", "101", "--yes"}), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("the limit is 100 coins worth 5000 now"));
  EXPECT_EQ(lower({"all", "--window", "1h", "--count", "50", "--value", "5001", "--yes"}),
            ExitCode::kRefused);
  EXPECT_EQ(lower({"all", "--window", "1h", "--count", "100", "--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("the limit is that already"));
  EXPECT_TRUE(desk_.store->lowerings.empty());
}

TEST_F(BudgetCommands, LowerOfWhatIsNotThereSaysWhatIs) {
  EXPECT_EQ(lower({"till", "--window", "1h", "--count", "1", "--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("next: pyx budget list --dir vault"));
  EXPECT_EQ(lower({"all", "--window", "1d", "--count", "1", "--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("has no window 1d; it has 1h, life"));
  EXPECT_EQ(lower({"checks", "--window", "1h", "--value", "0", "--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("--value: checks counts checks"));
}

TEST_F(BudgetCommands, StrangerCannotSign) {
  EXPECT_EQ(lower({"all", "--window", "1h", "--count", "1", "--yes"}, "mallory"),
            ExitCode::kRefused);
  EXPECT_TRUE(desk_.store->lowerings.empty());
}

TEST_F(BudgetCommands, WrongWordsAreUsageErrorsThatNameTheFlag) {
  EXPECT_EQ(lower({"all", "--window", "1h"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--count: say what is lowered"));
  EXPECT_EQ(lower({"all", "--window", "hour", "--count", "1"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--window: "));
  EXPECT_EQ(lower({"all", "--window", "1h", "--count", "many"}), ExitCode::kUsage);
  EXPECT_EQ(lower({"all", "--window", "1h", "--value", "1000000000000001"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--value: "));
  EXPECT_EQ(lower({"all", "--window", "1h", "--count", "1", "--reason", std::string(513, 'x')}),
            ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--reason: "));
}

}  // namespace budget_commands_test
}  // namespace pyx::ceremony
