// Any one step of a shipped plan left out, or two neighbours swapped: never a crash, and either a
// refusal or a plan that is still good. Those that are still good are listed, so that a change of
// the model shows.
#include <set>

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace property_test {

using testing::kShipped;

// Steps that leave the same room, tokens and custody: looking, printing, exporting again.
bool may_be_left_out(Action action) {
  switch (action) {
    case Action::kProbeToken:
    case Action::kVerifyLog:
    case Action::kCheckpoint:
    case Action::kExportRecord:
    case Action::kExportBackup:  // a second copy
    case Action::kExportLog:     // one of two
    case Action::kInspect:       // of what stays sealed, or is no container
    case Action::kLeave:
    case Action::kDrill:
      return true;
    default:
      return false;
  }
}

TEST(ShippedPlans, WithoutOneStepAreRefusedUnlessItOnlyLooked) {
  for (const std::string_view name : kShipped) {
    const Plan plan = testing::shipped(name);
    for (const Step& step : plan.steps) {
      const bool good = testing::faults(testing::without(plan, step.id)).empty();
      EXPECT_TRUE(!good || may_be_left_out(step.action)) << name << ": " << step.id;
    }
  }
}

TEST(ShippedPlans, WithTwoNeighboursSwappedAreRefusedOrStillGood) {
  std::size_t refused = 0;
  std::size_t good = 0;
  for (const std::string_view name : kShipped) {
    const Plan plan = testing::shipped(name);
    for (std::size_t i = 0; i + 1 < plan.steps.size(); ++i)
      ++(testing::faults(testing::swapped(plan, i)).empty() ? good : refused);
  }
  EXPECT_GT(refused, good) << "the order of most steps matters";
  EXPECT_GT(good, 0U);
}

// What a step says it is after is what the model asks for, too: no refusal without a reason.
TEST(ShippedPlans, SwappedAreRefusedByTheOrderThatTheyState) {
  for (const std::string_view name : kShipped) {
    Plan plan = testing::shipped(name);
    for (std::size_t i = 0; i + 1 < plan.steps.size(); ++i) {
      const auto& after = plan.steps[i + 1].after;
      if (std::ranges::find(after, plan.steps[i].id) == after.end()) continue;
      Plan changed = plan;
      std::swap(changed.steps[i].section, changed.steps[i + 1].section);
      std::swap(changed.steps[i], changed.steps[i + 1]);
      EXPECT_FALSE(testing::faults(changed).empty()) << name << ": " << plan.steps[i].id;
    }
  }
}

}  // namespace property_test
}  // namespace pyx::ceremony::planning
