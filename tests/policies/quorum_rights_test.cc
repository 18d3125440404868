// Controls ACT-QUORUM and FREEZE-ONE: who may propose, vote and freeze.
#include "policies/quorum.h"
#include "tests/policies/quorum_votes.h"

namespace pyx::policies {
namespace quorum_rights_test {

using testing::approval;
using ::testing::HasSubstr;
using testing::IsApproved;
using testing::kAct;
using testing::kDenied;
using testing::kFailed;
using testing::policy_with;
using testing::reached;
using testing::refusal;
using testing::rule_of;
using testing::Says;
using testing::two_officers;
using testing::withdrawal;

Decision vote_on(const Policy& policy, const Vote& vote, std::vector<Vote> recorded = {},
                 std::string_view proposer = "olga") {
  return may_vote(policy, kAct, proposer, vote, recorded);
}

TEST(MayPropose, ApprovesWhoHoldsARoleThatMay) {
  EXPECT_THAT(may_propose(two_officers(), kAct, "olga"), IsApproved("ACT-QUORUM"));
  EXPECT_THAT(may_propose(two_officers(), kAct, "erin"), IsApproved("ACT-QUORUM"));
}

TEST(MayPropose, DeniesWhoHoldsNone) {
  EXPECT_THAT(may_propose(two_officers(), kAct, "dave"), Says(kDenied, "dave holds no role"));
}

TEST(MayPropose, DeniesWhomThePolicyDoesNotKnow) {
  EXPECT_THAT(may_propose(two_officers(), kAct, "mallory"), Says(kDenied, "unknown"));
  EXPECT_THAT(may_propose(two_officers(), kAct, ""), Says(kDenied, "unknown"));
}

TEST(MayPropose, DeniesAnActWithoutARule) {
  EXPECT_THAT(may_propose(two_officers(), ActType::kThaw, "olga"),
              Says(kDenied, "no rule for thaw"));
}

TEST(MayPropose, FailsOnARuleThatMakesNoSense) {
  EXPECT_THAT(may_propose(policy_with(rule_of({}, {"operator"})), kAct, "olga"),
              Says(kFailed, "no seats"));
}

TEST(MayVote, ApprovesAnOfficerWhoApprovesOrRefuses) {
  EXPECT_THAT(vote_on(two_officers(), approval("alice")), IsApproved("ACT-QUORUM"));
  EXPECT_THAT(vote_on(two_officers(), refusal("alice")), IsApproved("ACT-QUORUM"));
}

TEST(MayVote, LetsAPersonChangeHisMind) {
  EXPECT_THAT(vote_on(two_officers(), refusal("alice"), {approval("alice")}),
              IsApproved("ACT-QUORUM"));
  EXPECT_THAT(vote_on(two_officers(), approval("alice"), {withdrawal("alice")}),
              IsApproved("ACT-QUORUM"));
}

// Trap 3: the requester approves himself.
TEST(MayVote, DeniesTheProposerAnythingButWithdrawing) {
  EXPECT_THAT(vote_on(two_officers(), approval("erin"), {}, "erin"),
              Says(kDenied, "only withdraw"));
  EXPECT_THAT(vote_on(two_officers(), refusal("erin"), {}, "erin"), Says(kDenied, "only withdraw"));
  EXPECT_THAT(vote_on(two_officers(), withdrawal("erin"), {}, "erin"), IsApproved("ACT-QUORUM"));
}

TEST(MayVote, LetsAProposerWithoutASeatWithdraw) {
  EXPECT_THAT(vote_on(two_officers(), withdrawal("olga", "operator")), IsApproved("ACT-QUORUM"));
  EXPECT_THAT(vote_on(two_officers(), withdrawal("olga", "")), IsApproved("ACT-QUORUM"));
  EXPECT_THAT(vote_on(two_officers(), withdrawal("olga", "officer")),
              Says(kDenied, "does not hold"));
}

// Trap 5: anyone may cancel a running ceremony.
TEST(MayVote, DeniesWithdrawingWhatOneDidNotDecide) {
  EXPECT_THAT(vote_on(two_officers(), withdrawal("alice")),
              Says(kDenied, "no decision to withdraw"));
  EXPECT_THAT(vote_on(two_officers(), withdrawal("alice"), {approval("bob")}),
              Says(kDenied, "no decision to withdraw"));
  EXPECT_THAT(vote_on(two_officers(), withdrawal("alice"), {withdrawal("alice")}),
              Says(kDenied, "no decision to withdraw"));
  EXPECT_THAT(vote_on(two_officers(), withdrawal("alice"), {approval("alice")}),
              IsApproved("ACT-QUORUM"));
}

TEST(MayVote, DeniesEverythingOnceTheProposerHasWithdrawn) {
  const std::vector<Vote> recorded = {approval("alice"), withdrawal("olga", "operator")};
  for (const Vote& vote :
       {approval("bob"), refusal("bob"), withdrawal("alice"), withdrawal("olga", "operator")})
    EXPECT_THAT(vote_on(two_officers(), vote, recorded), Says(kDenied, "has withdrawn"));
}

TEST(MayVote, DeniesARoleThatThePersonDoesNotHold) {
  EXPECT_THAT(vote_on(two_officers(), approval("dave")), Says(kDenied, "does not hold"));
  EXPECT_THAT(vote_on(two_officers(), approval("alice", "")), Says(kDenied, "does not hold"));
}

TEST(MayVote, DeniesARoleWithoutASeat) {
  EXPECT_THAT(vote_on(two_officers(), approval("erin", "auditor")), Says(kDenied, "has no seat"));
}

TEST(MayVote, DeniesStrangersOnEitherSide) {
  EXPECT_THAT(vote_on(two_officers(), approval("mallory")), Says(kDenied, "voter is unknown"));
  EXPECT_THAT(vote_on(two_officers(), approval("alice"), {}, "mallory"),
              Says(kDenied, "proposer is unknown"));
}

TEST(MayVote, NeverRepeatsAnUnknownName) {
  const std::string hostile = "\x1b[2Jalice";
  EXPECT_THAT(vote_on(two_officers(), approval(hostile)).reason, ::testing::Not(HasSubstr("\x1b")));
  EXPECT_THAT(reached(two_officers(), {approval(hostile), approval(hostile)}).reason,
              ::testing::Not(HasSubstr("\x1b")));
  EXPECT_THAT(may_propose(two_officers(), kAct, hostile).reason, ::testing::Not(HasSubstr("\x1b")));
}

TEST(MayVote, FailsOnARecordThatHoldsAPersonTwice) {
  EXPECT_THAT(vote_on(two_officers(), approval("bob"), {approval("alice"), refusal("alice")}),
              Says(kFailed, "alice appears twice"));
}

TEST(MayFreeze, ApprovesAnyOneWhoHoldsARoleThatMay) {
  EXPECT_THAT(may_freeze(two_officers(), "alice"), IsApproved("FREEZE-ONE"));
  EXPECT_THAT(may_freeze(two_officers(), "dave"), IsApproved("FREEZE-ONE"));
}

TEST(MayFreeze, DeniesWhoHoldsNoneOrIsUnknown) {
  EXPECT_THAT(may_freeze(two_officers(), "olga"), Says(kDenied, "olga holds no role"));
  EXPECT_THAT(may_freeze(two_officers(), "mallory"), Says(kDenied, "unknown"));
  EXPECT_EQ(may_freeze(two_officers(), "").control, "FREEZE-ONE");
}

TEST(MayFreeze, FailsIfThePolicyNamesNoRole) {
  Policy policy = two_officers();
  policy.may_freeze.clear();
  EXPECT_THAT(may_freeze(policy, "alice"), Says(kFailed, "names no role"));
}

}  // namespace quorum_rights_test
}  // namespace pyx::policies
