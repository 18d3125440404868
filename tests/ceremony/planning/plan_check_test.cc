#include "ceremony/planning/plan_check.h"

#include <chrono>

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace plan_check_test {

using testing::faults;
using ::testing::IsEmpty;

// Control PLAN-CHECKED.
TEST(PlanCheck, LetsEveryShippedPlanPass) {
  for (const std::string_view name : testing::kShipped)
    EXPECT_THAT(faults(testing::shipped(name)), IsEmpty()) << name;
}

TEST(PlanCheck, TakesFarLessThanATenthOfASecond) {
  const auto plan = std::make_shared<const Plan>(testing::shipped("emergency"));
  ASSERT_GE(plan->steps.size(), 50U);
  Values values = testing::default_values(*plan);
  const auto people = generated_people(*plan, values);
  add_people_values(*plan, people, values);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_THAT(check_plan(plan, values, people), IsEmpty());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(100));
}

TEST(PlanCheck, PutsEachFindingAtItsStep) {
  const Plan plan = testing::without(testing::shipped("genesis"), "inspect-bag");
  Values values = testing::default_values(plan);
  const auto people = generated_people(plan, values);
  const Findings findings = check_plan(std::make_shared<const Plan>(plan), values, people);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.front().step, "open-bag");
  EXPECT_EQ(findings.front().at.line, plan.step("open-bag")->at.line);
  EXPECT_EQ(findings.front().kind, FindingKind::kPrecondition);
}

TEST(PlanCheck, GoesOnFromTheMiddle) {
  testing::Walk walk("genesis");
  walk.upto("publish");
  const Plan& plan = walk.model().plan();
  std::vector<Step> rest;
  bool comes = false;
  for (const Step& step : plan.steps) {
    comes = comes || step.id == "publish";
    if (comes) rest.push_back(step);
  }
  EXPECT_THAT(check_rest(walk.model(), rest), IsEmpty());
  rest.erase(rest.begin());
  EXPECT_THAT(testing::whats(check_rest(walk.model(), rest)),
              ::testing::ElementsAre("at the end: the vault's id was not published"));
}

// People leave in mid-ceremony: it is said at once that a quorum can form no more.
TEST(PlanCheck, SaysWhatCannotBeDoneOnceTooManyHaveLeft) {
  testing::Walk walk("genesis");
  walk.upto("propose-make-keys");
  Model model = walk.model();
  const Step leave = testing::step_with(Action::kLeave, {"officer"});
  model.apply(leave, std::vector<std::string>{"officer-1", "officer-2"});
  std::vector<Step> rest;
  bool comes = false;
  for (const Step& step : model.plan().steps) {
    comes = comes || step.id == "propose-make-keys";
    if (comes) rest.push_back(step);
  }
  EXPECT_THAT(testing::whats(check_rest(model, rest)),
              ::testing::Contains("approve-keys: officer-3 do not fill the seats of key.generate: "
                                  "2 of officer"));
}

}  // namespace plan_check_test
}  // namespace pyx::ceremony::planning
