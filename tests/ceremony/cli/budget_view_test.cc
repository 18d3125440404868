#include "ceremony/cli/budget_view.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace budget_view_test {

using policies::Budget;
using policies::Charge;
using std::chrono::hours;
using ::testing::HasSubstr;
using ::testing::Not;

Budget issue(std::vector<policies::Limit> limits) {
  Budget budget;
  budget.name = "all";
  budget.currency = "EUR";
  budget.limits = std::move(limits);
  return budget;
}

Budget checks() {
  Budget budget;
  budget.name = "checks";
  budget.charge = Charge::kCheck;
  budget.limits = {{hours(1), 50, 0}};
  return budget;
}

TEST(BudgetView, RemainingIsNeverLessThanNothing) {
  const policies::Limit limit{std::nullopt, 10, 100};
  EXPECT_EQ(remaining_of(limit, {3, 100}), (custody::Amount{7, 0}));
  EXPECT_EQ(remaining_of(limit, {11, 99}), (custody::Amount{0, 1}));
}

TEST(BudgetView, TableShowsTakenAndLeft) {
  const std::string table =
      budget_table({{issue({{hours(1), 10, 1000}, {std::nullopt, 99, 9999}}), {{4, 400}, {5, 500}}},
                    {checks(), {{7, 0}}}});
  EXPECT_THAT(table, HasSubstr("all     issue   all  EUR       1h      10     4      6     1000   "
                               "400    600\n"));
  EXPECT_THAT(table, HasSubstr("life    99     5      94    9999   500    9499\n"));
  EXPECT_THAT(table, HasSubstr("checks  check   all  -         1h      50     7      43    -"));
}

TEST(BudgetView, JsonIsThatOfTheApiAndWhatIsLeft) {
  const json::array list =
      budgets_json({{issue({{hours(1), 10, 1000}}), {{4, 400}}}, {checks(), {{7, 0}}}});
  const json::object& limit = list.at(0).at("limits").at(0).as_object();
  EXPECT_EQ(limit.at("value").to_number<std::uint64_t>(), 1000U);
  EXPECT_EQ(limit.at("taken").at("count").to_number<std::uint64_t>(), 4U);
  EXPECT_EQ(limit.at("remaining").at("value").to_number<std::uint64_t>(), 600U);
  EXPECT_EQ(list.at(0).at("currency").as_string(), "EUR");
  EXPECT_FALSE(list.at(1).as_object().contains("currency"));
}

std::string changes(const Budget& from, const Budget& to) {
  return budget_changes_in_words({to}, {{from, {}}});
}

TEST(BudgetChanges, SayWhatIsRaisedAndLowered) {
  const Budget from = issue({{hours(1), 10, 1000}});
  EXPECT_THAT(changes(from, issue({{hours(1), 11, 1000}})), HasSubstr("10 -> 11  1000   RAISED\n"));
  EXPECT_THAT(changes(from, issue({{hours(1), 9, 1000}})), HasSubstr("10 -> 9  1000   lowered\n"));
  EXPECT_THAT(changes(from, issue({{hours(1), 10, 1001}})),
              HasSubstr("10     1000 -> 1001  RAISED\n"));
  EXPECT_THAT(changes(from, issue({{hours(1), 9, 1001}})), HasSubstr("RAISED and lowered\n"));
  EXPECT_THAT(changes(from, from), HasSubstr("10     1000   as it was\n"));
}

TEST(BudgetChanges, SayWhichWindowsAreNewOrTakenAway) {
  const std::string words =
      changes(issue({{hours(1), 10, 1000}}), issue({{std::nullopt, 10, 1000}}));
  EXPECT_THAT(words, HasSubstr("life    10              1000              NEW\n"));
  EXPECT_THAT(words, HasSubstr("1h      10 -> no limit  1000 -> no limit  TAKEN AWAY\n"));
}

TEST(BudgetChanges, SayWhatIsCountedByANewBudgetAndByOneThatCountsSomethingElse) {
  Budget till = issue({{hours(1), 10, 1000}});
  till.scope = {policies::Scope::Kind::kClient, "till"};
  EXPECT_THAT(budget_changes_in_words({till}, {}),
              HasSubstr("all is new and counts: all, issue, client:till, EUR"));
  EXPECT_THAT(changes(issue({{hours(1), 10, 1000}}), till),
              HasSubstr("all COUNTS SOMETHING ELSE: all, issue, all, EUR -> all, issue, "
                        "client:till, EUR"));
}

TEST(BudgetChanges, SayWhichStayBecauseTheyAreNotNamed) {
  EXPECT_THAT(budget_changes_in_words({checks()}, {{issue({{hours(1), 10, 1000}}), {}}}),
              HasSubstr("not named, so they stay: all\n"));
  EXPECT_THAT(budget_changes_in_words({checks()}, {{checks(), {}}}), Not(HasSubstr("stay")));
}

TEST(BudgetView, ChangeOfNothingIsTheNumberAlone) {
  EXPECT_EQ(change_text(5, 5), "5");
  EXPECT_EQ(change_text(5, 4), "5 -> 4");
}

TEST(BudgetView, LimitsAreThoseOfTheFile) {
  EXPECT_THAT(limits_table({checks()}),
              HasSubstr("checks  check   all  -         1h      50     -"));
  EXPECT_EQ(limits_json({checks()}).at(0).at("limits").at(0).at("window").as_string(), "1h");
}

}  // namespace budget_view_test
}  // namespace pyx::ceremony
