// Controls ACT-QUORUM and FREEZE-ONE.
#include "policies/quorum.h"

#include "policies/seating.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace {

using ::testing::HasSubstr;
using testing::policy_with;
using testing::rule_of;

constexpr ActType kAct = ActType::kKeyGenerate;

MATCHER_P2(Says, verdict, words, "") {
  *result_listener << arg.control << ": " << arg.reason;
  return arg.verdict == verdict && arg.reason.find(words) != std::string::npos;
}
MATCHER_P(IsApproved, control, "") {
  *result_listener << arg.control << ": " << arg.reason;
  return arg.approved() && arg.control == control;
}

constexpr Verdict kDenied = Verdict::kDenied;
constexpr Verdict kFailed = Verdict::kFailed;

Vote approval(std::string person, std::string role = "officer") {
  return {std::move(person), std::move(role), Choice::kApprove};
}
Vote refusal(std::string person, std::string role = "officer") {
  return {std::move(person), std::move(role), Choice::kRefuse};
}
Vote withdrawal(std::string person, std::string role = "officer") {
  return {std::move(person), std::move(role), Choice::kWithdraw};
}

Policy two_officers() { return policy_with(rule_of({{2, "officer"}}, {"operator", "officer"})); }
Policy two_officers_and_an_auditor() {
  return policy_with(rule_of({{2, "officer"}, {1, "auditor"}}, {"operator"}));
}

Decision reached(const Policy& policy, std::vector<Vote> votes, std::string_view proposer = "olga",
                 std::vector<std::string> excluded = {}) {
  return quorum_reached(policy, kAct, proposer, votes, excluded);
}
bool possible(const Policy& policy, std::vector<Vote> votes, std::string_view proposer = "olga",
              std::vector<std::string> excluded = {}) {
  return quorum_possible(policy, kAct, proposer, votes, excluded);
}
Decision vote_on(const Policy& policy, const Vote& vote, std::vector<Vote> recorded = {},
                 std::string_view proposer = "olga") {
  return may_vote(policy, kAct, proposer, vote, recorded);
}

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

}  // namespace
}  // namespace pyx::policies
