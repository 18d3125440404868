// Control ACT-QUORUM: whether a quorum can still come about, and whether a rule can be met at all.
#include "policies/quorum.h"
#include "tests/policies/quorum_votes.h"

namespace pyx::policies {
namespace quorum_possible_test {

using testing::approval;
using testing::IsApproved;
using testing::kAct;
using testing::kDenied;
using testing::kFailed;
using testing::policy_with;
using testing::refusal;
using testing::rule_of;
using testing::Says;
using testing::two_officers;
using testing::two_officers_and_an_auditor;
using testing::withdrawal;

bool possible(const Policy& policy, std::vector<Vote> votes, std::string_view proposer = "olga",
              std::vector<std::string> excluded = {}) {
  return quorum_possible(policy, kAct, proposer, votes, excluded);
}

TEST(QuorumPossible, IsTrueWhileEnoughPeopleHaveNotRefused) {
  EXPECT_TRUE(possible(two_officers(), {}));
  EXPECT_TRUE(possible(two_officers(), {refusal("alice"), refusal("bob")}));
  EXPECT_TRUE(possible(two_officers(), {refusal("alice"), refusal("bob"), withdrawal("carol")}));
}

TEST(QuorumPossible, IsFalseOnceOneTooManyHasRefused) {
  EXPECT_FALSE(possible(two_officers(), {refusal("alice"), refusal("bob"), refusal("carol")}));
}

TEST(QuorumPossible, NeverCountsTheProposerOrExcludedPeople) {
  const std::vector<Vote> votes = {refusal("alice"), refusal("bob")};
  EXPECT_FALSE(possible(two_officers(), votes, "carol"));
  EXPECT_FALSE(possible(two_officers(), votes, "olga", {"carol"}));
}

// Trap 2: erin alone is left for the second officer and for the auditor.
TEST(QuorumPossible, IsFalseIfOnePersonWouldHaveToFillTwoSeats) {
  const Policy policy = two_officers_and_an_auditor();
  EXPECT_TRUE(possible(policy, {refusal("alice"), refusal("dave", "auditor")}));
  EXPECT_FALSE(possible(policy, {refusal("alice"), refusal("bob"), refusal("dave", "auditor")}));
}

TEST(QuorumPossible, IsFalseForWhatQuorumReachedFailsOrDeniesForGood) {
  EXPECT_FALSE(possible(two_officers(), {withdrawal("olga", "operator")}));
  EXPECT_FALSE(possible(two_officers(), {approval("alice"), approval("alice")}));
  EXPECT_FALSE(possible(two_officers(), {}, "mallory"));
  EXPECT_FALSE(possible(policy_with(rule_of({}, {"operator"})), {}));
  EXPECT_FALSE(possible(policy_with(rule_of({{0, "officer"}}, {"operator"})), {}));
  EXPECT_FALSE(quorum_possible(two_officers(), ActType::kThaw, "olga", {}));
}

// officer: alice, bob, carol, erin; auditor: dave, erin.
Decision met(std::vector<Seats> seats, std::vector<std::string> may_propose,
             bool no_spare = false) {
  QuorumRule rule = rule_of(std::move(seats), std::move(may_propose));
  rule.no_spare = no_spare;
  return rule_can_be_met(policy_with(rule), rule);
}

TEST(RuleCanBeMet, ApprovesOneSeatFewerThanPeopleWhoVote) {
  EXPECT_THAT(met({{3, "officer"}}, {"operator"}), IsApproved("ACT-QUORUM"));
}

TEST(RuleCanBeMet, DeniesAsManySeatsAsPeopleNamingWhoCouldBlockIt) {
  EXPECT_EQ(
      met({{4, "officer"}}, {"operator"}).reason,
      "with olga proposing and alice missing, 4 of officer cannot be filled: 3 people are left");
}

TEST(RuleCanBeMet, ApprovesAsManySeatsAsPeopleWithoutASpare) {
  EXPECT_THAT(met({{4, "officer"}}, {"operator"}, true), IsApproved("ACT-QUORUM"));
}

TEST(RuleCanBeMet, DeniesOneSeatMoreThanPeopleEvenWithoutASpare) {
  EXPECT_EQ(met({{5, "officer"}}, {"operator"}, true).reason,
            "with olga proposing, 5 of officer cannot be filled: 4 people are left");
}

TEST(RuleCanBeMet, CountsAProposerOutWhoCouldVote) {
  EXPECT_THAT(met({{3, "officer"}}, {"operator", "officer"}),
              Says(kDenied, "with alice proposing and bob missing"));
  EXPECT_THAT(met({{3, "officer"}}, {"operator", "officer"}, true), IsApproved("ACT-QUORUM"));
}

// Trap 2: one person in two roles fills both.
TEST(RuleCanBeMet, LetsAPersonOfTwoRolesFillOneSeat) {
  EXPECT_THAT(met({{4, "officer"}, {1, "auditor"}}, {"operator"}, true), IsApproved("ACT-QUORUM"));
  EXPECT_THAT(met({{4, "officer"}, {2, "auditor"}}, {"operator"}, true),
              Says(kDenied, "4 of officer and 2 of auditor cannot be filled: 5 people are left"));
}

TEST(RuleCanBeMet, FailsOnARuleThatMakesNoSense) {
  EXPECT_THAT(met({}, {"operator"}), Says(kFailed, "no seats"));
  EXPECT_THAT(met({{0, "officer"}}, {"operator"}), Says(kFailed, "needs 0"));
  EXPECT_THAT(met({{1, "officer"}, {1, "officer"}}, {"operator"}), Says(kFailed, "twice"));
  EXPECT_THAT(met({{1, "officer"}}, {}), Says(kFailed, "propose"));
}

TEST(RuleCanBeMet, DeniesARuleThatNobodyMayPropose) {
  EXPECT_THAT(met({{1, "officer"}}, {"witness"}), Says(kDenied, "nobody holds a role"));
}

}  // namespace quorum_possible_test
}  // namespace pyx::policies
