#include "ceremony/planning/beginning.h"

#include "tests/ceremony/planning/plans.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::ceremony::planning {
namespace beginning_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::whats;

struct Room {
  Plan plan;
  Values values;
  std::vector<Participant> people;
  explicit Room(Plan of) : plan(std::move(of)), values(testing::default_values(plan)) {
    people = generated_people(plan, values);
    add_people_values(plan, people, values);
  }
  std::vector<std::string> findings(const policies::Policy* policy = nullptr) const {
    return whats(check_people(plan, values, people, policy));
  }
};

TEST(Beginning, FindsTooFewPeople) {
  Room room(testing::shipped("genesis"));
  EXPECT_THAT(room.findings(), IsEmpty());
  std::erase_if(room.people, [](const Participant& one) { return one.id == "officer-3"; });
  EXPECT_THAT(room.findings(), ElementsAre("role officer has 2 people, but needs 3"));
}

TEST(Beginning, FindsOnePersonInRolesThatMustBeApart) {
  Room room(testing::shipped("genesis"));
  for (Participant& one : room.people)
    if (one.id == "operator-1") one.roles.emplace_back("officer");
  EXPECT_THAT(room.findings(),
              ElementsAre("operator-1 is operator and officer, which must be apart"));
}

TEST(Beginning, FindsAQuorumThatCanNeverForm) {
  Room room(testing::shipped("genesis"));
  std::erase_if(room.people, [](const Participant& one) {
    return one.id == "officer-2" || one.id == "officer-3";
  });
  EXPECT_THAT(room.findings(),
              Contains("the quorum of key.generate can never form when operator-1 proposes: 2 of "
                       "officer cannot be filled"));
}

TEST(Beginning, LeavesTheProposerOutOfHisOwnQuorum) {
  Plan plan = testing::shipped("genesis");
  for (Step& step : plan.steps)
    if (step.action == Action::kPropose) step.who = {"officer"};
  Room room(std::move(plan));
  EXPECT_THAT(room.findings(), IsEmpty()) << "2 of 3 are left";
  room.plan.rules.front().quorum = {"3 of officer"};
  EXPECT_THAT(room.findings(),
              Contains("the quorum of key.generate can never form when officer-1 proposes: 3 of "
                       "officer cannot be filled"));
}

TEST(Beginning, FindsAQuorumOfOnePerson) {
  Room room(testing::shipped("genesis"));
  room.plan.rules.front().quorum = {"1 of officer"};
  EXPECT_THAT(room.findings(), Contains("one person alone approves key.generate"));
}

TEST(Beginning, FindsSharesThatOnePersonOpens) {
  Room room(testing::shipped("genesis"));
  room.plan.backups.front().shares = "1 of 3";
  EXPECT_THAT(room.findings(), ElementsAre("backup first is opened by one holder alone"));
}

TEST(Beginning, FindsANumberOfHoldersThatIsNotN) {
  Room room(testing::shipped("genesis"));
  room.plan.backups.front().shares = "2 of 4";
  EXPECT_THAT(room.findings(), ElementsAre("backup first is split 2 of 4, but has 3 holders"));
}

TEST(Beginning, FindsPeopleParametersThatNameSomebodyElse) {
  Room room(testing::read(testing::small_text()));
  EXPECT_THAT(room.findings(), IsEmpty());
  room.values.set("lookers", {"witness-1", std::vector<std::string>{"witness-1"}});
  EXPECT_THAT(room.findings(),
              ElementsAre("parameter lookers names witness-1, who is not officer"));
  room.values.set("lookers", {"", std::vector<std::string>{}});
  EXPECT_THAT(room.findings(), ElementsAre("parameter lookers names 0 people"));
}

TEST(Beginning, FindsAPersonWhoStandsTwiceOrHasNoRoleOfThePlan) {
  Room room(testing::read(testing::small_text()));
  room.people.push_back(room.people.front());
  room.people.back().roles = {"judge"};
  EXPECT_THAT(room.findings(), ElementsAre("person officer-1 stands twice",
                                           "officer-1 is judge, which is no role of the plan"));
}

TEST(Beginning, FindsWhatThePolicySaysOtherwise) {
  Room room(testing::shipped("genesis"));
  const policies::Policy policy =
      policies::testing::policy_with(policies::testing::rule_of({{2, "officer"}}, {"operator"}));
  const auto findings = room.findings(&policy);
  EXPECT_THAT(findings, Contains("the policy has no person officer-1"));
  EXPECT_THAT(findings, Contains("the policy has alice, who is not among the people: everybody of "
                                 "it signs the founding"));
  EXPECT_THAT(findings, Contains("the policy has no rule for keys.schedule"));
  EXPECT_THAT(findings, Contains("the policy has no profile mint-seed"));
  EXPECT_THAT(findings, Contains("the policy has no denomination eur-5"));
  EXPECT_THAT(findings, Contains("the policy's quorum of key.generate cannot be filled by the "
                                 "people named: 2 of officer"));
}

}  // namespace beginning_test
}  // namespace pyx::ceremony::planning
