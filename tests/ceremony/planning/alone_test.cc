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

// Two roles of one person: said before the day, and again at the end.
TEST(Alone, IsOnePersonInTheRolesOfTwo) {
  const auto plan = std::make_shared<const Plan>(with_a_sealed_pin());
  Values values = testing::default_values(*plan);
  std::vector<Participant> people = generated_people(*plan, values);
  std::erase_if(people, [](const Participant& one) { return one.id == "witness-1"; });
  for (Participant& one : people)
    if (one.id == "operator-1") one.roles.emplace_back("witness");
  const Beginning beginning = Model::begin(plan, values, people);
  EXPECT_THAT(testing::whats(beginning.findings),
              Contains("operator-1 is operator and witness, which must be apart"));
  Model model = *beginning.model;
  for (const Step& step : plan->steps) {
    if (step.id == "probe") break;
    model.apply(step, model.expected(step));
  }
  const Step take =
      step_with(Action::kTake, {"witness"}, {{"things", std::vector<std::string>{"so-envelope"}}});
  const auto doers = model.expected(take);
  EXPECT_FALSE(model.check(take, doers).has_value());
  model.apply(take, doers);
  std::vector<std::string> ending;
  for (const Refusal& one : model.ending()) ending.push_back(one.what);
  EXPECT_THAT(ending, Contains(std::string(kSentence)));
}

TEST(Alone, IsNobodyWithASplitPin) {
  Walk walk("genesis");
  walk.upto("probe");
  EXPECT_THAT(walk.ending(), ::testing::Not(Contains(::testing::HasSubstr("alone has"))));
}

}  // namespace alone_test
}  // namespace pyx::ceremony::planning
