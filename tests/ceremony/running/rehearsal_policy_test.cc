#include "ceremony/running/rehearsal_policy.h"

#include <gmock/gmock.h>

#include "ceremony/officer_key.h"
#include "policies/budget.h"
#include "policies/policy.h"
#include "tests/ceremony/planning/plans.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace rehearsal_policy_test {

using planning::testing::kShipped;
using pyx::testing::IsOk;

// A shipped plan with generated people, each with a key.
struct Cast {
  explicit Cast(std::string_view name)
      : plan(planning::testing::shipped(name)), values(planning::testing::default_values(plan)) {
    people = planning::generated_people(plan, values);
    planning::add_people_values(plan, people, values);
    for (const planning::Participant& one : people)
      keys.emplace(one.id, OfficerKey::make(KeyType::kEd25519).value().public_key());
  }
  PolicyAsk ask() const { return {plan, values, people, keys, SystemClock().now()}; }

  planning::Plan plan;
  planning::Values values;
  std::vector<planning::Participant> people;
  PeopleKeys keys;
};

TEST(RehearsalPolicy, OfEachShippedPlanIsOneUnderWhichThePlanCanBeDone) {
  for (const std::string_view name : kShipped) {
    const Cast cast(name);
    const auto policy = policies::parse_policy(rehearsal_policy(cast.ask()), "policy.toml");
    ASSERT_THAT(policy, IsOk()) << name;
    const auto findings =
        planning::check_plan(std::make_shared<const planning::Plan>(cast.plan), cast.values,
                             cast.people, std::make_shared<const policies::Policy>(*policy));
    EXPECT_TRUE(findings.empty()) << name << ": " << findings.front().what;
  }
}

TEST(RehearsalPolicy, TheNewOneHasWhoComesInAndNotWhoLeaves) {
  const Cast cast("replace-officer");
  const std::string text = rehearsal_new_policy(cast.ask());
  const auto policy = policies::parse_policy(text, "new-policy.toml");
  ASSERT_THAT(policy, IsOk());
  ASSERT_NE(policy->person("new-officer-1"), nullptr);
  EXPECT_TRUE(policy->person("new-officer-1")->has_role("officer"));
  EXPECT_EQ(policy->person("leaving-officer-1"), nullptr);
}

TEST(RehearsalPolicy, APlanThatChangesNoneHasNoNewOne) {
  EXPECT_EQ(rehearsal_new_policy(Cast("genesis").ask()), "");
}

TEST(RehearsalPolicy, BudgetsAreOfTheCurrencyOfThePlansCoins) {
  Cast cast("genesis");
  EXPECT_EQ(rehearsal_budgets(cast.plan), "");
  planning::Step& propose = planning::testing::step_of(cast.plan, "propose-make-keys");
  propose.with["act"] = std::string("budget.set");
  const auto budgets = policies::parse_budgets(rehearsal_budgets(cast.plan), "budgets.toml");
  ASSERT_THAT(budgets, IsOk());
  EXPECT_EQ(budgets->budgets.size(), 5U);
  cast.plan.keys.clear();
  EXPECT_EQ(policies::parse_budgets(rehearsal_budgets(cast.plan), "b")->budgets.size(), 1U);
}

}  // namespace rehearsal_policy_test
}  // namespace pyx::ceremony::running
