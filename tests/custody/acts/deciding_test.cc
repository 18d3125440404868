#include "custody/acts/deciding.h"

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace deciding_test {

using policies::Choice;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using ::testing::HasSubstr;

class Deciding : public ::testing::Test {
 protected:
  KeyGenerate generate() const { return {Uuid::v7(vault_.clock.now()), "p-256", "issuer"}; }
  ActState state() const { return vault_.books().act(act_)->state; }
  policies::Decision quorum() const { return quorum_of(vault_.books(), *vault_.books().act(act_)); }
  Result<std::uint64_t> record(const DecisionStatement& decision) {
    return vault_.append(vault_.signed_decision(act_, decision));
  }

  pyx::testing::MemoryVault vault_;
  Uuid act_ = vault_.proposed(generate());
};

TEST_F(Deciding, TwoOfficersReachTheQuorum) {
  EXPECT_THAT(vault_.decide(act_, "alice"), IsOk());
  EXPECT_FALSE(quorum().approved());
  EXPECT_THAT(quorum().reason, HasSubstr("1 more of security-officer"));
  EXPECT_THAT(vault_.decide(act_, "bob"), IsOk());
  EXPECT_TRUE(quorum().approved());
  EXPECT_EQ(state(), ActState::kOpen);
}

// Trap 3: the requester approves himself.
TEST_F(Deciding, AProposerWithASeatCannotApprove) {
  const Act own = vault_.act(generate(), "alice");
  ASSERT_THAT(vault_.propose(own), IsOk());
  EXPECT_THAT(vault_.decide(own.id, "alice"), RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(vault_.decide(own.id, "bob"), IsOk());
  EXPECT_FALSE(quorum_of(vault_.books(), *vault_.books().act(own.id)).approved());
}

// Trap 1: the same approver counted twice.
TEST_F(Deciding, OnePersonTwiceIsRefusedAndIsOneVote) {
  ASSERT_THAT(vault_.decide(act_, "alice"), IsOk());
  EXPECT_THAT(vault_.decide(act_, "alice"), RefusedBy("ACT-QUORUM"));
  EXPECT_FALSE(quorum().approved());
  EXPECT_EQ(standing_votes(*vault_.books().act(act_)).size(), 1U);
}

// Trap 1: the same signature counted twice.
TEST_F(Deciding, TheSameStatementCountsOnce) {
  const DecisionLeaf leaf = vault_.signed_decision(act_, vault_.decision(act_, "bob"));
  ASSERT_THAT(vault_.append(leaf), IsOk());
  EXPECT_THAT(vault_.append(leaf), RefusedBy("ACT-QUORUM"));
}

// An ECDSA signature is not unique: signed again it has other bytes, the statement is the same.
TEST_F(Deciding, TheSameStatementSignedAgainCountsOnce) {
  const DecisionStatement decision = vault_.decision(act_, "bob");
  ASSERT_THAT(record(decision), IsOk());
  EXPECT_THAT(record(decision), RefusedBy("ACT-QUORUM"));
}

// Trap 1: the same person under a second key.
TEST_F(Deciding, ASecondKeyOfAPersonIsNotHis) {
  const pyx::testing::TestKey second(KeyType::kEd25519);
  const Bytes bytes = encode_decision(vault_.decision(act_, "alice"));
  EXPECT_THAT(vault_.append(DecisionLeaf{act_, pyx::testing::envelope_by({&second}, bytes)}),
              RefusedBy("ACT-QUORUM"));
  // Beside the true signature it is refused as well: one person, one signature.
  EXPECT_THAT(vault_.append(DecisionLeaf{
                  act_, pyx::testing::envelope_by({&vault_.people.at("alice"), &second}, bytes)}),
              RefusedBy("ACT-QUORUM"));
}

TEST_F(Deciding, AnotherPersonsKeyDoesNotSignForHim) {
  const Bytes bytes = encode_decision(vault_.decision(act_, "alice"));
  EXPECT_THAT(vault_.append(
                  DecisionLeaf{act_, pyx::testing::envelope_by({&vault_.people.at("bob")}, bytes)}),
              RefusedBy("ACT-QUORUM"));
}

TEST_F(Deciding, SomebodyOutsideThePolicyHasNoVote) {
  DecisionStatement decision = vault_.decision(act_, "alice");
  decision.person = "mallory";
  EXPECT_THAT(
      vault_.append(DecisionLeaf{act_, pyx::testing::envelope_by({&vault_.people.at("alice")},
                                                                 encode_decision(decision))}),
      RefusedBy("ACT-QUORUM"));
}

// Trap 2: one person in two roles fills both.
TEST_F(Deciding, ARoleThatHeDoesNotHoldIsRefused) {
  DecisionStatement decision = vault_.decision(act_, "dave");
  decision.role = "security-officer";
  EXPECT_THAT(record(decision), RefusedBy("ACT-QUORUM"));
}

TEST_F(Deciding, ARoleWithoutASeatIsRefused) {
  EXPECT_THAT(vault_.decide(act_, "dave"), RefusedBy("ACT-QUORUM"));
}

// Trap 3: an approval never expires.
TEST_F(Deciding, TheLastMomentBeforeExpiryCounts) {
  vault_.clock.set(vault_.books().act(act_)->act.expires - Duration(1));
  EXPECT_THAT(vault_.decide(act_, "alice"), IsOk());
}
TEST_F(Deciding, AtExpiryNothingCounts) {
  vault_.clock.set(vault_.books().act(act_)->act.expires);
  EXPECT_THAT(vault_.decide(act_, "alice"), FailsSaying(Code::kRefused, "expired"));
}

// Trap 3: an approval is replayed elsewhere.
TEST_F(Deciding, ADecisionForAnotherVaultIsRefused) {
  DecisionStatement decision = vault_.decision(act_, "alice");
  decision.vault[0] ^= 1;
  EXPECT_THAT(record(decision), FailsSaying(Code::kRefused, "another vault"));
}

// Trap 3 and 4: an approval of one act is not one of another.
TEST_F(Deciding, TheBytesOfAnotherActAreRefused) {
  const Uuid other = vault_.proposed(generate());
  EXPECT_THAT(vault_.append(vault_.signed_decision(other, vault_.decision(act_, "alice"))),
              RefusedBy("ACT-SHOWN"));
}

// Trap 4, bait and switch: what was shown is not what was proposed.
TEST_F(Deciding, TheActWithAnyOneByteChangedIsRefused) {
  const DecisionStatement right = vault_.decision(act_, "alice");
  for (std::size_t i = 0; i < right.act.size(); ++i) {
    DecisionStatement wrong = right;
    wrong.act[i] ^= 1;
    ASSERT_THAT(record(wrong), RefusedBy("ACT-SHOWN")) << "byte " << i;
  }
  DecisionStatement longer = right;
  longer.act.push_back(' ');
  EXPECT_THAT(record(longer), RefusedBy("ACT-SHOWN"));
  EXPECT_TRUE(vault_.books().act(act_)->decisions.empty());
}

TEST_F(Deciding, ASignedDecisionWithAnyOneByteChangedIsRefused) {
  const DecisionLeaf right = vault_.signed_decision(act_, vault_.decision(act_, "alice"));
  for (std::size_t i = 0; i < right.envelope.payload.size(); ++i) {
    DecisionLeaf wrong = right;
    wrong.envelope.payload[i] ^= 1;
    ASSERT_FALSE(vault_.append(wrong).ok()) << "byte " << i;
  }
  for (std::size_t i = 0; i < right.envelope.signatures[0].signature.size(); ++i) {
    DecisionLeaf wrong = right;
    wrong.envelope.signatures[0].signature[i] ^= 1;
    ASSERT_THAT(vault_.append(wrong), RefusedBy("ACT-QUORUM")) << "byte " << i;
  }
  EXPECT_THAT(vault_.append(right), IsOk());
}

TEST_F(Deciding, AnActThatNobodyProposedIsNotFound) {
  EXPECT_THAT(vault_.append(vault_.signed_decision(Uuid::v7(vault_.clock.now()),
                                                   vault_.decision(act_, "alice"))),
              FailsWith(Code::kNotFound));
}

TEST_F(Deciding, ARefusalCanBeTurnedIntoAnApproval) {
  ASSERT_THAT(vault_.decide(act_, "alice", Choice::kRefuse), IsOk());
  ASSERT_THAT(vault_.decide(act_, "alice"), IsOk());
  ASSERT_THAT(vault_.decide(act_, "bob"), IsOk());
  EXPECT_TRUE(quorum().approved());
}

TEST_F(Deciding, OneRefusalLeavesTheQuorumPossible) {
  ASSERT_THAT(vault_.decide(act_, "alice", Choice::kRefuse), IsOk());
  EXPECT_EQ(state(), ActState::kOpen);
}
TEST_F(Deciding, ARefusalThatMakesTheQuorumImpossibleClosesTheAct) {
  ASSERT_THAT(vault_.decide(act_, "alice", Choice::kRefuse), IsOk());
  ASSERT_THAT(vault_.decide(act_, "bob", Choice::kRefuse), IsOk());
  EXPECT_EQ(state(), ActState::kRefused);
  EXPECT_TRUE(vault_.books().act(act_)->closing_leaf.has_value());
  EXPECT_THAT(vault_.decide(act_, "carol"), FailsWith(Code::kConflict));
}

TEST_F(Deciding, AWithdrawnApprovalIsNoVote) {
  ASSERT_THAT(vault_.decide(act_, "alice"), IsOk());
  ASSERT_THAT(vault_.decide(act_, "bob"), IsOk());
  ASSERT_THAT(vault_.decide(act_, "bob", Choice::kWithdraw), IsOk());
  EXPECT_FALSE(quorum().approved());
}

// Trap 3: a replay.
TEST_F(Deciding, AnApprovalIsNotReplayedAfterItWasWithdrawn) {
  const DecisionLeaf approval = vault_.signed_decision(act_, vault_.decision(act_, "alice"));
  ASSERT_THAT(vault_.append(approval), IsOk());
  ASSERT_THAT(vault_.decide(act_, "alice", Choice::kWithdraw), IsOk());
  EXPECT_THAT(vault_.append(approval), RefusedBy("ACT-QUORUM"));
}

// The same trap, with a statement that was held back instead of recorded.
TEST_F(Deciding, AnOlderApprovalThatWasHeldBackDoesNotReplaceALaterRefusal) {
  const DecisionLeaf held_back = vault_.signed_decision(act_, vault_.decision(act_, "alice"));
  vault_.clock.advance(std::chrono::minutes(5));
  ASSERT_THAT(vault_.decide(act_, "alice", Choice::kRefuse), IsOk());
  EXPECT_THAT(vault_.append(held_back), RefusedBy("ACT-QUORUM"));
}

// Trap 5: anyone may cancel.
TEST_F(Deciding, OnlyTheProposerClosesAnActByWithdrawing) {
  EXPECT_THAT(vault_.decide(act_, "alice", Choice::kWithdraw), RefusedBy("ACT-QUORUM"));
  EXPECT_EQ(state(), ActState::kOpen);
  ASSERT_THAT(vault_.decide(act_, "olga", Choice::kWithdraw), IsOk());
  EXPECT_EQ(state(), ActState::kWithdrawn);
  EXPECT_THAT(vault_.decide(act_, "alice"), FailsWith(Code::kConflict));
}

TEST_F(Deciding, AThawThatSuspendsTheFreezerDoesNotCountHim) {
  const Sha256 freeze = vault_.frozen(FreezeAll{}, "alice");
  act_ = vault_.proposed(Thaw{{freeze}, true});
  ASSERT_THAT(vault_.decide(act_, "alice"), IsOk());
  ASSERT_THAT(vault_.decide(act_, "bob"), IsOk());
  EXPECT_FALSE(quorum().approved());
  ASSERT_THAT(vault_.decide(act_, "carol"), IsOk());
  EXPECT_TRUE(quorum().approved());
}
TEST_F(Deciding, AThawThatSuspendsNobodyCountsTheFreezer) {
  act_ = vault_.proposed(Thaw{{vault_.frozen(FreezeAll{}, "alice")}, false});
  ASSERT_THAT(vault_.decide(act_, "alice"), IsOk());
  ASSERT_THAT(vault_.decide(act_, "bob"), IsOk());
  EXPECT_TRUE(quorum().approved());
}

TEST_F(Deciding, NothingIsDecidedUnderAnOlderPolicy) {
  const DecisionLeaf early = vault_.signed_decision(act_, vault_.decision(act_, "alice"));
  vault_.done(PolicyChange{
      vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, "stricter")))});
  EXPECT_EQ(state(), ActState::kVoided);
  EXPECT_THAT(vault_.append(early), FailsWith(Code::kConflict));
}

}  // namespace deciding_test
}  // namespace pyx::custody
