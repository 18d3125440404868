// Control ACT-QUORUM: whether the votes that were recorded are a quorum.
#include "policies/quorum.h"

#include "policies/seating.h"
#include "tests/policies/quorum_votes.h"

namespace pyx::policies {
namespace quorum_test {

using testing::approval;
using testing::IsApproved;
using testing::kDenied;
using testing::kFailed;
using testing::policy_with;
using testing::reached;
using testing::refusal;
using testing::rule_of;
using testing::Says;
using testing::two_officers;
using testing::two_officers_and_an_auditor;
using testing::withdrawal;

TEST(Decision, IsDeniedByFailClosedUntilSomethingDecides) {
  const Decision decision;
  EXPECT_FALSE(decision.approved());
  EXPECT_EQ(decision.control, "FAIL-CLOSED");
}

TEST(Choice, IsReadBackFromItsOwnName) {
  for (const Choice choice : {Choice::kApprove, Choice::kRefuse, Choice::kWithdraw})
    EXPECT_EQ(choice_from(to_text(choice)), choice);
  for (const std::string_view text : {"", "Approve", "yes", "?"})
    EXPECT_EQ(choice_from(text), std::nullopt) << text;
}

TEST(QuorumReached, ApprovesWhenEverySeatIsFilledAndNamesWhoFilledIt) {
  const Decision decision =
      reached(two_officers_and_an_auditor(),
              {approval("alice"), approval("bob"), approval("dave", "auditor")});
  EXPECT_THAT(decision, IsApproved("ACT-QUORUM"));
  EXPECT_EQ(decision.reason, "2 of officer by alice, bob; 1 of auditor by dave");
}

TEST(QuorumReached, ApprovesWithOneMoreThanNeeded) {
  EXPECT_THAT(reached(two_officers(), {approval("alice"), approval("bob"), approval("carol")}),
              IsApproved("ACT-QUORUM"));
}

TEST(QuorumReached, DeniesWithOneLessThanNeededSayingWhatIsMissing) {
  const Decision decision = reached(two_officers(), {approval("alice")});
  EXPECT_THAT(decision, Says(kDenied, "needs 1 more of officer"));
  EXPECT_EQ(decision.control, "ACT-QUORUM");
}

TEST(QuorumReached, DeniesWithoutVotesSayingAllThatIsMissing) {
  EXPECT_EQ(reached(two_officers_and_an_auditor(), {}).reason,
            "needs 2 more of officer and 1 more of auditor");
}

TEST(QuorumReached, DeniesAFullSeatBesideAnEmptyOne) {
  EXPECT_EQ(reached(two_officers_and_an_auditor(),
                    {approval("alice"), approval("bob"), approval("carol")})
                .reason,
            "needs 1 more of auditor");
}

// Trap 1: the same approver counted twice.
TEST(QuorumReached, FailsIfAPersonAppearsTwice) {
  EXPECT_THAT(reached(two_officers(), {approval("alice"), approval("alice")}),
              Says(kFailed, "alice appears twice"));
  EXPECT_THAT(reached(two_officers(), {approval("alice"), approval("bob"), refusal("alice")}),
              Says(kFailed, "alice appears twice"));
  EXPECT_THAT(reached(two_officers(), {approval("alice"), approval("bob"), approval("mallory"),
                                       approval("mallory")}),
              Says(kFailed, "unknown to the policy appears twice"));
}

// Trap 1: the same key counted twice, in a policy that no reader has checked.
TEST(QuorumReached, FailsIfTwoApprovalsStandForOneKey) {
  Policy policy = two_officers();
  policy.people[2].key = policy.people[1].key;
  EXPECT_THAT(reached(policy, {approval("alice"), approval("bob")}),
              Says(kFailed, "alice and bob have the same key"));
}

// Traps 1 and 3: the proposer approves himself under a second id.
TEST(QuorumReached, FailsIfAnApprovalStandsForTheProposersKey) {
  Policy policy = two_officers();
  policy.people[1].key = policy.people[0].key;
  EXPECT_THAT(reached(policy, {approval("alice"), approval("bob")}),
              Says(kFailed, "olga and alice have the same key"));
}

// Trap 2: one person in two roles fills both.
TEST(QuorumReached, CountsAPersonOfTwoRolesForTheRoleHeVotedAsOnly) {
  const Policy policy = two_officers_and_an_auditor();
  EXPECT_EQ(reached(policy, {approval("alice"), approval("erin", "auditor")}).reason,
            "needs 1 more of officer");
  EXPECT_EQ(reached(policy, {approval("alice"), approval("erin")}).reason,
            "needs 1 more of auditor");
  EXPECT_THAT(reached(policy, {approval("alice"), approval("erin"), approval("erin", "auditor")}),
              Says(kFailed, "erin appears twice"));
}

// Trap 2: threshold zero, empty or missing passes.
TEST(QuorumReached, FailsOnZeroOrNoSeats) {
  const std::vector<Vote> votes = {approval("alice"), approval("bob")};
  EXPECT_THAT(reached(policy_with(rule_of({{0, "officer"}}, {"operator"})), votes),
              Says(kFailed, "needs 0 of officer"));
  EXPECT_THAT(reached(policy_with(rule_of({{2, "officer"}, {0, "auditor"}}, {"operator"})), votes),
              Says(kFailed, "needs 0 of auditor"));
  EXPECT_THAT(reached(policy_with(rule_of({}, {"operator"})), votes), Says(kFailed, "no seats"));
  EXPECT_THAT(reached(policy_with(rule_of({}, {"operator"})), {}), Says(kFailed, "no seats"));
}

TEST(QuorumReached, FailsOnOtherRulesThatMakeNoSense) {
  const std::vector<Vote> votes = {approval("alice"), approval("bob")};
  EXPECT_THAT(reached(policy_with(rule_of({{1, "officer"}, {1, "officer"}}, {"operator"})), votes),
              Says(kFailed, "officer twice"));
  EXPECT_THAT(reached(policy_with(rule_of({{1, "officer"}}, {})), votes), Says(kFailed, "propose"));
  std::vector<Seats> many;
  for (std::size_t i = 0; i <= kMostRolesInQuorum; ++i)
    many.push_back({1, "r" + std::to_string(i)});
  EXPECT_THAT(reached(policy_with(rule_of(many, {"operator"})), votes),
              Says(kFailed, "more than 8"));
}

TEST(QuorumReached, DeniesAnImpossibleThreshold) {
  EXPECT_THAT(reached(policy_with(rule_of({{0xffffffffU, "officer"}}, {"operator"})),
                      {approval("alice"), approval("bob"), approval("carol"), approval("erin")}),
              Says(kDenied, "needs 4294967291 more of officer"));
}

TEST(QuorumReached, DeniesAnActWithoutARule) {
  EXPECT_THAT(quorum_reached(two_officers(), ActType::kKeyDestroy, "olga",
                             std::vector{approval("alice"), approval("bob")}),
              Says(kDenied, "no rule for key.destroy"));
}

// Trap 3: the requester approves himself.
TEST(QuorumReached, NeverCountsTheProposer) {
  EXPECT_EQ(reached(two_officers(), {approval("alice"), approval("bob")}, "alice").reason,
            "needs 1 more of officer");
  EXPECT_THAT(
      reached(two_officers(), {approval("alice"), approval("bob"), approval("carol")}, "alice"),
      IsApproved("ACT-QUORUM"));
}

TEST(QuorumReached, DeniesAnActWhoseProposerMayNotPropose) {
  const std::vector<Vote> votes = {approval("alice"), approval("bob")};
  EXPECT_THAT(reached(two_officers(), votes, "dave"), Says(kDenied, "holds no role"));
  EXPECT_THAT(reached(two_officers(), votes, "mallory"), Says(kDenied, "unknown"));
  EXPECT_THAT(reached(two_officers(), votes, ""), Says(kDenied, "unknown"));
}

TEST(QuorumReached, DeniesAWithdrawnProposal) {
  EXPECT_THAT(
      reached(two_officers(), {approval("alice"), approval("bob"), withdrawal("olga", "operator")}),
      Says(kDenied, "olga has withdrawn"));
}

TEST(QuorumReached, NeverCountsStrangersOrRolesThatThePersonDoesNotHold) {
  EXPECT_EQ(reached(two_officers(), {approval("alice"), approval("mallory")}).reason,
            "needs 1 more of officer");
  EXPECT_EQ(reached(two_officers(), {approval("alice"), approval("dave")}).reason,
            "needs 1 more of officer");
  EXPECT_EQ(reached(two_officers(), {approval("alice"), approval("erin", "auditor")}).reason,
            "needs 1 more of officer");
  EXPECT_EQ(reached(two_officers(), {approval("alice"), approval("bob", "")}).reason,
            "needs 1 more of officer");
}

TEST(QuorumReached, NeverCountsRefusalsAndWithdrawals) {
  EXPECT_EQ(reached(two_officers(), {approval("alice"), refusal("bob")}).reason,
            "needs 1 more of officer");
  EXPECT_EQ(reached(two_officers(), {approval("alice"), withdrawal("bob")}).reason,
            "needs 1 more of officer");
}

TEST(QuorumReached, NeverCountsExcludedPeople) {
  EXPECT_EQ(reached(two_officers(), {approval("alice"), approval("bob")}, "olga", {"bob"}).reason,
            "needs 1 more of officer");
  EXPECT_THAT(reached(two_officers(), {approval("alice"), approval("bob")}, "olga", {"carol"}),
              IsApproved("ACT-QUORUM"));
}

}  // namespace quorum_test
}  // namespace pyx::policies
