#include "ceremony/planning/alone.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace alone_test {

using ::testing::Contains;
using testing::step_with;
using testing::Walk;

constexpr std::string_view kSentence =
    "operator-1 alone has the SO PIN and the user PIN of token vault";

// The SO PIN is on one sheet, in one envelope.
Plan with_a_sealed_pin() {
  Plan plan = testing::shipped("genesis");
  for (Item& item : plan.items)
    if (item.id == "so-card" || item.id == "so-envelope") item.each.clear();
  Step& step = testing::step_of(plan, "initialise");
  step.with = {{"token", std::string("vault")},
               {"so_pin", std::string("sealed")},
               {"so_pin_on", std::string("so-card")},
               {"user_pin", std::string("pin-source")}};
  step.who = {"operator"};
  testing::step_of(plan, "seal-so").who = {"operator"};
  return plan;
}

std::vector<std::string> after_taking(const std::string& role) {
  Walk walk(with_a_sealed_pin());
  walk.upto("probe").does(
      step_with(Action::kTake, {role}, {{"things", std::vector<std::string>{"so-envelope"}}}));
  return walk.ending();
}

TEST(Alone, IsWhoHasTheEnvelopeAndTheHost) {
  EXPECT_THAT(after_taking("operator"), Contains(std::string(kSentence)));
}

TEST(Alone, IsNobodyWhoHasTheEnvelopeOnly) {
  EXPECT_THAT(after_taking("witness"), ::testing::Not(Contains(::testing::HasSubstr("alone has"))));
}

TEST(Alone, IsNobodyWhileTheEnvelopeIsInTheSafe) {
  Walk walk(with_a_sealed_pin());
  walk.upto("probe").does(step_with(Action::kStore, {"administrator", "witness"},
                                    {{"things", std::vector<std::string>{"so-envelope"}}}));
  EXPECT_THAT(walk.ending(), ::testing::Not(Contains(::testing::HasSubstr("alone has"))));
}

TEST(Alone, IsNobodyWithASplitPin) {
  Walk walk("genesis");
  walk.upto("probe");
  EXPECT_THAT(walk.ending(), ::testing::Not(Contains(::testing::HasSubstr("alone has"))));
}

}  // namespace alone_test
}  // namespace pyx::ceremony::planning
