#include "custody/acts/executing.h"

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace executing_test {

using policies::Choice;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;

class Executing : public ::testing::Test {
 protected:
  KeyGenerate generate() const { return {Uuid::v7(vault_.clock.now()), "p-256", "issuer"}; }
  Sha256 new_policy(std::string_view name = "stricter") {
    return vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, name)));
  }
  ExecutedLeaf made(const Uuid& act) const { return {act, vault_.made_key(KeyType::kP256), {}}; }
  ActState state(const Uuid& act) const { return vault_.books().act(act)->state; }

  pyx::testing::MemoryVault vault_;
};

TEST_F(Executing, AnActWithItsQuorumIsExecuted) {
  const Uuid act = vault_.approved(generate());
  ASSERT_THAT(vault_.append(vault_.intent(act)), IsOk());
  EXPECT_EQ(state(act), ActState::kExecuting);
  ASSERT_THAT(vault_.append(made(act)), IsOk());
  EXPECT_EQ(state(act), ActState::kExecuted);
  EXPECT_FALSE(vault_.books().executing.has_value());
  EXPECT_EQ(vault_.books().keys.size(), 1U);
}
TEST_F(Executing, WithoutItsQuorumItSaysWhatIsMissing) {
  const Uuid act = vault_.proposed(generate());
  EXPECT_THAT(vault_.append(vault_.intent(act)),
              FailsSaying(Code::kRefused, "needs 2 more of security-officer"));
  must(vault_.decide(act, "alice"));
  EXPECT_THAT(vault_.append(vault_.intent(act)),
              FailsSaying(Code::kRefused, "needs 1 more of security-officer"));
}
TEST_F(Executing, AQuorumOfTwoRolesNamesTheRoleThatIsMissing) {
  const Uuid key = vault_.new_key("p-256");
  const Uuid act = vault_.proposed(KeyDestroy{key});
  must(vault_.decide(act, "alice"));
  must(vault_.decide(act, "bob"));
  EXPECT_THAT(vault_.append(vault_.intent(act)),
              FailsSaying(Code::kRefused, "needs 1 more of auditor"));
}
TEST_F(Executing, AnApprovalWithdrawnInTimeStopsIt) {
  const Uuid act = vault_.approved(generate());
  must(vault_.decide(act, "bob", Choice::kWithdraw));
  EXPECT_THAT(vault_.append(vault_.intent(act)), RefusedBy("ACT-QUORUM"));
}
// ACT-ONCE
TEST_F(Executing, TwiceIsRefused) {
  const Uuid act = vault_.approved(generate());
  vault_.execute(act);
  EXPECT_THAT(vault_.append(vault_.intent(act)), FailsWith(Code::kConflict));
  EXPECT_THAT(vault_.append(made(act)), FailsWith(Code::kConflict));
  EXPECT_EQ(vault_.books().keys.size(), 1U);
}
TEST_F(Executing, AnActWithoutATokenTwiceIsRefused) {
  const Uuid key = vault_.new_key("p-256");
  const Uuid act = vault_.approved(KeyActivate{key});
  vault_.execute(act);
  EXPECT_THAT(vault_.append(ExecutedLeaf{act, {}, {}}), FailsWith(Code::kConflict));
}
TEST_F(Executing, WithoutAnIntentATokensActIsRefused) {
  const Uuid act = vault_.approved(generate());
  EXPECT_THAT(vault_.append(made(act)), FailsWith(Code::kConflict));
  EXPECT_EQ(state(act), ActState::kOpen);
}
TEST_F(Executing, AnIntentForAnActWithoutATokenIsRefused) {
  const Uuid act = vault_.approved(KeyActivate{vault_.new_key("p-256")});
  EXPECT_THAT(vault_.append(vault_.intent(act)), FailsWith(Code::kBadInput));
}
TEST_F(Executing, TwoIntentsForOneActAreRefused) {
  const Uuid act = vault_.approved(generate());
  must(vault_.append(vault_.intent(act)));
  EXPECT_THAT(vault_.append(vault_.intent(act)), FailsWith(Code::kConflict));
}
TEST_F(Executing, ActsRunOneAtATime) {
  const Uuid first = vault_.approved(generate());
  const Uuid second = vault_.approved(generate());
  const Uuid change = vault_.approved(PolicyChange{new_policy()});
  must(vault_.append(vault_.intent(first)));
  EXPECT_THAT(vault_.append(vault_.intent(second)), FailsWith(Code::kRetry));
  EXPECT_THAT(vault_.append(ExecutedLeaf{change, {}, {second}}), FailsWith(Code::kRetry));
  must(vault_.append(made(first)));
  EXPECT_THAT(vault_.append(vault_.intent(second)), IsOk());
}
TEST_F(Executing, AnIntentNamesThePolicyInForce) {
  const Uuid act = vault_.approved(generate());
  IntentLeaf intent = vault_.intent(act);
  intent.policy[0] ^= 1;
  EXPECT_THAT(vault_.append(intent), RefusedBy("ACT-QUORUM"));
}
TEST_F(Executing, AnIntentNamesTheTokenOfTheVault) {
  const Uuid act = vault_.approved(generate());
  IntentLeaf intent = vault_.intent(act);
  intent.token_serial = "another";
  EXPECT_THAT(vault_.append(intent), RefusedBy("ACT-ONCE"));
}
TEST_F(Executing, UnderAnOlderPolicyNothingIsExecuted) {
  const Uuid act = vault_.approved(generate());
  vault_.done(PolicyChange{new_policy()});
  EXPECT_THAT(vault_.append(vault_.intent(act)), FailsWith(Code::kConflict));
}
TEST_F(Executing, BeforeItsTimeItIsRefused) {
  Act act = vault_.act(generate());
  act.not_before += std::chrono::minutes(10);
  must(vault_.propose(act));
  must(vault_.decide(act.id, "alice"));
  must(vault_.decide(act.id, "bob"));
  vault_.clock.set(act.not_before - Duration(1));
  EXPECT_THAT(vault_.append(vault_.intent(act.id)), FailsSaying(Code::kRefused, "before"));
  vault_.clock.set(act.not_before);
  EXPECT_THAT(vault_.append(vault_.intent(act.id)), IsOk());
}
TEST_F(Executing, AtItsExpiryItIsRefused) {
  const Uuid act = vault_.approved(generate());
  vault_.clock.set(vault_.books().act(act)->act.expires);
  EXPECT_THAT(vault_.append(vault_.intent(act)), FailsSaying(Code::kRefused, "expired"));
}
// What the token did is recorded, however late.
TEST_F(Executing, WhatHasBegunInTimeMayEndLater) {
  const Uuid act = vault_.approved(generate());
  must(vault_.append(vault_.intent(act)));
  vault_.clock.set(vault_.books().act(act)->act.expires + std::chrono::hours(1));
  EXPECT_THAT(vault_.append(made(act)), IsOk());
}
TEST_F(Executing, AFailureClosesTheActAndLetsTheNextRun) {
  const Uuid act = vault_.approved(generate());
  EXPECT_THAT(vault_.append(FailedLeaf{act, "token", "CKR_DEVICE_ERROR", "C_GenerateKeyPair"}),
              FailsWith(Code::kConflict));
  must(vault_.append(vault_.intent(act)));
  must(vault_.append(FailedLeaf{act, "token", "CKR_DEVICE_ERROR", "C_GenerateKeyPair"}));
  EXPECT_EQ(state(act), ActState::kFailed);
  EXPECT_EQ(vault_.books().act(act)->outcome, "CKR_DEVICE_ERROR in C_GenerateKeyPair");
  EXPECT_THAT(vault_.append(made(act)), FailsWith(Code::kConflict));
  EXPECT_THAT(vault_.append(vault_.intent(vault_.approved(generate()))), IsOk());
}
TEST_F(Executing, AnActExpiresAtItsTimeAndNotBefore) {
  const Uuid act = vault_.proposed(generate());
  vault_.clock.set(vault_.books().act(act)->act.expires - Duration(1));
  EXPECT_THAT(vault_.append(ExpiredLeaf{act}), FailsWith(Code::kBadInput));
  vault_.clock.advance(Duration(1));
  EXPECT_THAT(vault_.append(ExpiredLeaf{act}), IsOk());
  EXPECT_EQ(state(act), ActState::kExpired);
  EXPECT_THAT(vault_.append(ExpiredLeaf{act}), FailsWith(Code::kConflict));
}
TEST_F(Executing, AnActBeingExecutedDoesNotExpire) {
  const Uuid act = vault_.approved(generate());
  must(vault_.append(vault_.intent(act)));
  vault_.clock.advance(std::chrono::hours(25));
  EXPECT_THAT(vault_.append(ExpiredLeaf{act}), FailsWith(Code::kConflict));
}
TEST_F(Executing, AnUnknownActIsNotFound) {
  const Uuid nobody = Uuid::v7(vault_.clock.now());
  EXPECT_THAT(vault_.append(vault_.intent(nobody)), FailsWith(Code::kNotFound));
  EXPECT_THAT(vault_.append(ExecutedLeaf{nobody, {}, {}}), FailsWith(Code::kNotFound));
  EXPECT_THAT(vault_.append(FailedLeaf{nobody, "token", "", ""}), FailsWith(Code::kNotFound));
  EXPECT_THAT(vault_.append(ExpiredLeaf{nobody}), FailsWith(Code::kNotFound));
}
TEST_F(Executing, APolicyChangeVoidsAllOtherOpenActs) {
  const Uuid first = vault_.proposed(generate());
  const Uuid second = vault_.approved(generate());
  const Uuid withdrawn = vault_.proposed(generate());
  must(vault_.decide(withdrawn, "olga", Choice::kWithdraw));
  const Uuid change = vault_.approved(PolicyChange{new_policy()});
  EXPECT_EQ(acts_voided_by(vault_.books(), change), (std::vector<Uuid>{first, second}));
  const std::uint64_t index = must(vault_.append(ExecutedLeaf{change, {}, {first, second}}));
  EXPECT_EQ(state(first), ActState::kVoided);
  EXPECT_EQ(state(second), ActState::kVoided);
  EXPECT_EQ(state(withdrawn), ActState::kWithdrawn);
  EXPECT_EQ(state(change), ActState::kExecuted);
  EXPECT_EQ(vault_.books().act(first)->closing_leaf, index);
  EXPECT_EQ(vault_.books().policy.name, "stricter");
}
TEST_F(Executing, ItsLeafNamesExactlyTheVoidedActs) {
  const Uuid first = vault_.proposed(generate());
  const Uuid second = vault_.proposed(generate());
  const Uuid change = vault_.approved(PolicyChange{new_policy()});
  const std::vector<std::vector<Uuid>> wrong = {
      {}, {first}, {second, first}, {first, second, change}, {first, first, second}};
  for (const auto& voided : wrong)
    EXPECT_THAT(vault_.append(ExecutedLeaf{change, {}, voided}), FailsWith(Code::kBadInput));
  EXPECT_EQ(state(first), ActState::kOpen);
  EXPECT_EQ(vault_.books().policy.name, "test");
}
TEST_F(Executing, OnlyWhatChangesATokenNeedsIt) {
  using policies::ActType;
  for (const ActType type : {ActType::kKeyGenerate, ActType::kKeyDestroy, ActType::kLogRotate})
    EXPECT_TRUE(needs_token(type));
  for (const ActType type :
       {ActType::kKeyActivate, ActType::kKeyRetire, ActType::kPolicyChange, ActType::kThaw})
    EXPECT_FALSE(needs_token(type));
}
TEST_F(Executing, WhatIsDoneAtATableWaitsForItsPeople) {
  using policies::ActType;
  for (const ActType type : {ActType::kBackupCreate, ActType::kSharesReshare,
                             ActType::kBackupRewrap, ActType::kCopyDestroy}) {
    EXPECT_TRUE(needs_holders(type));
    EXPECT_TRUE(needs_token(type));
  }
  EXPECT_FALSE(needs_holders(ActType::kKeyDestroy));
}

}  // namespace executing_test
}  // namespace pyx::custody
