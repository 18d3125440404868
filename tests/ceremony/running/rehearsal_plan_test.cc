#include "ceremony/running/rehearsal_plan.h"

#include <gmock/gmock.h>

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::running {
namespace rehearsal_plan_test {

using planning::testing::kShipped;

planning::Plan before(const planning::Plan& plan) {
  return planning::testing::read(plan_before(plan, planning::testing::default_values(plan)));
}

TEST(RehearsalPlan, WhatWasBeforeEachShippedPlanCanBeMadeStepByStep) {
  for (const std::string_view name : kShipped) {
    const planning::Plan plan = planning::testing::shipped(name);
    if (plan.vault == planning::VaultBefore::kNone) continue;
    const planning::Plan made = before(plan);
    planning::Values values = planning::testing::default_values(made);
    const auto people = planning::generated_people(made, values);
    planning::add_people_values(made, people, values);
    for (const planning::Finding& one :
         planning::check_plan(std::make_shared<const planning::Plan>(made), values, people)) {
      // How it ends is the rehearsal's affair: its cards stay where they are.
      EXPECT_EQ(one.what.substr(0, 12), "at the end: ")
          << name << ", " << one.step << ": " << one.what;
    }
  }
}

TEST(RehearsalPlan, HasTheKeysAndBackupsThatArePresumed) {
  const planning::Plan made = before(planning::testing::shipped("rotate"));
  EXPECT_NE(made.key("old-issuer"), nullptr);
  EXPECT_EQ(made.key("issuer"), nullptr);
  EXPECT_NE(made.backup("before"), nullptr);
  EXPECT_EQ(made.backup("next"), nullptr);
}

}  // namespace rehearsal_plan_test
}  // namespace pyx::ceremony::running
