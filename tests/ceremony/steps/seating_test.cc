#include "ceremony/steps/seating.h"

#include <gmock/gmock.h>

#include "ceremony/officer_key.h"

namespace pyx::ceremony::steps {
namespace seating_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

policies::Policy policy_with(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& people) {
  policies::Policy policy;
  const PublicKey key = OfficerKey::make(KeyType::kEd25519).value().public_key();
  for (const auto& [id, roles] : people) policy.people.push_back({id, id, key, roles});
  return policy;
}
policies::QuorumRule rule(std::vector<policies::Seats> seats) {
  policies::QuorumRule rule;
  rule.seats = std::move(seats);
  return rule;
}

TEST(Seating, GivesEachPersonASeatOfHisRole) {
  const auto policy = policy_with({{"alice", {"officer"}}, {"dave", {"auditor"}}});
  const std::vector<std::string> people = {"alice", "dave"};
  EXPECT_THAT(seats_for(policy, rule({{1, "officer"}, {1, "auditor"}}), people),
              ElementsAre(Pair("alice", "officer"), Pair("dave", "auditor")));
}

TEST(Seating, HasWhoCouldSitOnBothMoveForWhoCannot) {
  const auto policy = policy_with({{"erin", {"officer", "auditor"}}, {"alice", {"officer"}}});
  const std::vector<std::string> people = {"erin", "alice"};
  EXPECT_THAT(seats_for(policy, rule({{1, "officer"}, {1, "auditor"}}), people),
              ElementsAre(Pair("alice", "officer"), Pair("erin", "auditor")));
}

TEST(Seating, LeavesOutWhoHasNoSeat) {
  const auto policy =
      policy_with({{"alice", {"officer"}}, {"bob", {"officer"}}, {"carol", {"officer"}}});
  const std::vector<std::string> people = {"alice", "bob", "carol", "mallory"};
  EXPECT_THAT(seats_for(policy, rule({{2, "officer"}}), people),
              ElementsAre(Pair("alice", "officer"), Pair("bob", "officer")));
  EXPECT_THAT(seats_for(policy, rule({{1, "auditor"}}), people), IsEmpty());
}

}  // namespace seating_test
}  // namespace pyx::ceremony::steps
