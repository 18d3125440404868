#include "custody/acts/proposing.h"

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace proposing_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

class Proposing : public ::testing::Test {
 protected:
  Act generate() const {
    return vault_.act(KeyGenerate{Uuid::v7(vault_.clock.now()), "p-256", "issuer"});
  }
  pyx::testing::MemoryVault vault_;
};

TEST_F(Proposing, AnActIsOpenOnceItIsInTheLog) {
  const Act act = generate();
  ASSERT_THAT(vault_.propose(act), IsOk());
  EXPECT_EQ(vault_.books().act(act.id)->state, ActState::kOpen);
  EXPECT_EQ(vault_.books().act(act.id)->leaf_index, 1U);
  EXPECT_EQ(vault_.books().open_acts(), 1U);
}
// Trap 3: a replay.
TEST_F(Proposing, TheSameProposalTwiceIsRefused) {
  const ProposalLeaf leaf = vault_.proposal(generate());
  ASSERT_THAT(vault_.append(leaf), IsOk());
  EXPECT_THAT(vault_.append(leaf), FailsWith(Code::kConflict));
}
TEST_F(Proposing, AUsedNonceIsRefused) {
  const Act first = generate();
  ASSERT_THAT(vault_.propose(first), IsOk());
  Act second = generate();
  second.nonce = first.nonce;
  EXPECT_THAT(vault_.propose(second), FailsSaying(Code::kRefused, "nonce"));
}
TEST_F(Proposing, AnActForAnotherVaultIsRefused) {
  Act act = generate();
  act.vault[31] ^= 1;
  EXPECT_THAT(vault_.propose(act), FailsSaying(Code::kRefused, "another vault"));
}
TEST_F(Proposing, AnActUnderAnotherPolicyIsRefused) {
  Act act = generate();
  act.policy[0] ^= 1;
  EXPECT_THAT(vault_.propose(act), FailsSaying(Code::kRefused, "another policy"));
}
TEST_F(Proposing, OnlyItsProposersSignatureCounts) {
  const Bytes bytes = encode_act(generate());
  const auto& people = vault_.people;
  EXPECT_THAT(vault_.append(ProposalLeaf{pyx::testing::envelope_by({&people.at("alice")}, bytes)}),
              RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(vault_.append(ProposalLeaf{
                  pyx::testing::envelope_by({&people.at("olga"), &people.at("alice")}, bytes)}),
              RefusedBy("ACT-QUORUM"));
}
TEST_F(Proposing, AnyOneByteOfTheActChangedIsRefused) {
  const ProposalLeaf right = vault_.proposal(generate());
  for (std::size_t i = 0; i < right.envelope.payload.size(); ++i) {
    ProposalLeaf wrong = right;
    wrong.envelope.payload[i] ^= 1;
    ASSERT_FALSE(vault_.append(wrong).ok()) << "byte " << i;
  }
}
TEST_F(Proposing, AProposerOutsideThePolicyIsRefused) {
  Act act = generate();
  act.proposer = "mallory";
  EXPECT_THAT(vault_.append(ProposalLeaf{
                  pyx::testing::envelope_by({&vault_.people.at("olga")}, encode_act(act))}),
              RefusedBy("ACT-QUORUM"));
}
TEST_F(Proposing, SomebodyWithoutARoleThatMayProposeIsRefused) {
  Act act = generate();
  act.proposer = "dave";
  EXPECT_THAT(vault_.propose(act), RefusedBy("ACT-QUORUM"));
}
TEST_F(Proposing, AnActThatHasExpiredIsRefused) {
  Act act = generate();
  vault_.clock.set(act.expires);
  EXPECT_THAT(vault_.propose(act), FailsSaying(Code::kRefused, "expired"));
  vault_.clock.set(act.expires - Duration(1));
}
TEST_F(Proposing, AnActLivesAsLongAsThePolicySaysAndTheClocksDiffer) {
  Act act = generate();
  act.expires = vault_.clock.now() + std::chrono::hours(24) + kClockSkew;
  EXPECT_THAT(vault_.propose(act), IsOk());
}
TEST_F(Proposing, AnActThatWouldLiveLongerIsRefused) {
  Act act = generate();
  act.expires = vault_.clock.now() + std::chrono::hours(24) + kClockSkew + Duration(1);
  EXPECT_THAT(vault_.propose(act), FailsSaying(Code::kRefused, "longer"));
}
TEST_F(Proposing, ThereIsABoundOnOpenActs) {
  for (std::size_t i = 0; i < kMostOpenActs; ++i) ASSERT_THAT(vault_.propose(generate()), IsOk());
  EXPECT_THAT(vault_.propose(generate()), FailsSaying(Code::kRefused, "open acts"));
}

}  // namespace proposing_test
}  // namespace pyx::custody
