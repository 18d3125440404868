#include "ceremony/planning/seats.h"

#include "tests/ceremony/planning/plans.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::ceremony::planning {
namespace seats_test {

using Names = std::vector<std::string>;
const std::vector<Participant> kPeople = {
    {"a", "A", {"officer"}}, {"b", "B", {"officer", "auditor"}}, {"c", "C", {"auditor"}}};

TEST(Seats, OfARuleHaveTheValuesOfParameters) {
  const Plan plan = testing::shipped("destroy");
  Values values = testing::default_values(plan);
  const auto seats = seats_of(plan, values, policies::ActType::kKeyDestroy);
  ASSERT_EQ(seats.size(), 2U);
  EXPECT_EQ(seats[0].needed, 2U);
  EXPECT_EQ(sum_of(seats), 3U);
  EXPECT_TRUE(seats_of(plan, values, policies::ActType::kThaw).empty());
}

// Trap 2: one person in two roles fills both.
TEST(Seats, TakeEachPersonOnce) {
  const std::vector<policies::Seats> seats = {{1, "officer"}, {1, "auditor"}};
  EXPECT_EQ(unfilled(seats, kPeople, Names{"b"}), "1 of officer and 1 of auditor");
  EXPECT_EQ(unfilled(seats, kPeople, Names{"b", "c"}), "");
  EXPECT_EQ(unfilled(seats, kPeople, Names{"a"}), "1 of auditor");
}

TEST(Seats, OfAPolicyAreFilledByItsOwnRoles) {
  const policies::Policy policy =
      policies::testing::policy_with(policies::testing::rule_of({{2, "officer"}}, {"operator"}));
  const std::vector<policies::Seats> seats = {{2, "officer"}};
  EXPECT_EQ(unfilled(seats, policy, Names{"alice", "erin"}), "");
  EXPECT_EQ(unfilled(seats, policy, Names{"alice", "dave"}), "2 of officer");
  EXPECT_EQ(unfilled(seats, policy, Names{"alice", "nobody"}), "2 of officer");
}

}  // namespace seats_test
}  // namespace pyx::ceremony::planning
