#include "custody/act_desk.h"

#include <future>

#include "tests/support/live_vault.h"
#include "tests/support/scripted_token.h"

namespace pyx::custody {
namespace act_desk_test {

using pyx::testing::device_error;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::FailsWithCkr;
using pyx::testing::IsOk;
using pyx::testing::LiveVault;
using pyx::testing::must;
using pyx::testing::objects_of;
using pyx::testing::RefusedBy;
using pyx::testing::ScriptedToken;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr unsigned long kDeviceError = 0x30;
constexpr std::size_t kPair = 2;  // a private key and its public half

// A vault on SoftHSM2 whose token fails where the script says so.
class AtTheActDesk : public ::testing::Test {
 protected:
  AtTheActDesk() {
    VaultOptions options = vault_.options();
    options.open_token = [this, open = options.open_token](
                             const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(auto real, open(uri));
      real_ = real.get();
      return std::unique_ptr<pkcs11::Token>(
          std::make_unique<ScriptedToken>(script_, std::move(real)));
    };
    vault_.open(std::move(options));
  }
  ActParameters generate(const Uuid& key) { return KeyGenerate{key, "issuer-p-256", "a test"}; }
  ActState state(const Uuid& act) { return must(vault_->act(act)).state; }
  std::size_t on_token(const Uuid& key) { return objects_of(*real_, key); }
  // The token makes the key, and says that it failed.
  void fail_after_making() {
    script_.generate = [](pkcs11::Token& beneath, const pkcs11::KeySpec& spec) {
      must(beneath.generate(spec));
      return device_error("C_GenerateKeyPair");
    };
  }
  template <class Body>
  std::size_t leaves_of() {
    std::size_t count = 0;
    for (const Leaf& leaf : vault_.leaves()) count += std::holds_alternative<Body>(leaf.body);
    return count;
  }

  pyx::testing::TokenScript script_;
  LiveVault vault_{LiveVault::Start::kFounded};
  pkcs11::Token* real_ = nullptr;  // the vault's, beneath the script
};

// ACT-ONCE
TEST_F(AtTheActDesk, ExecutedTwiceMakesOneKey) {
  const Uuid key = vault_.new_id();
  const Uuid act = vault_.approved(generate(key));
  const ActRecord done = must(vault_->execute(act));
  EXPECT_EQ(done.state, ActState::kExecuted);
  const std::size_t leaves = vault_.leaves().size();
  EXPECT_THAT(vault_->execute(act), FailsWith(Code::kConflict));
  EXPECT_EQ(vault_.leaves().size(), leaves);
  EXPECT_EQ(on_token(key), kPair);
  EXPECT_THAT(must(vault_->keys()), SizeIs(1));
}
TEST_F(AtTheActDesk, ExecutedByTwoAtOnceIsExecutedByOne) {
  const Uuid key = vault_.new_id();
  const Uuid act = vault_.approved(generate(key));
  auto first = std::async(std::launch::async, [&] { return vault_->execute(act); });
  auto second = std::async(std::launch::async, [&] { return vault_->execute(act); });
  const auto one = first.get();
  const auto two = second.get();
  EXPECT_NE(one.ok(), two.ok());
  EXPECT_THAT(one.ok() ? two : one, FailsWith(Code::kConflict));
  EXPECT_EQ(leaves_of<IntentLeaf>(), 1U);
  EXPECT_EQ(on_token(key), kPair);
}
TEST_F(AtTheActDesk, AnActWithoutATokenIsExecutedOnceToo) {
  const Uuid key = vault_.make_key("issuer-p-256");
  const Uuid act = vault_.approved(KeyActivate{key});
  must(vault_->execute(act));
  const std::size_t leaves = vault_.leaves().size();
  EXPECT_THAT(vault_->execute(act), FailsWith(Code::kConflict));
  EXPECT_EQ(vault_.leaves().size(), leaves);
}
TEST_F(AtTheActDesk, ADestroyedKeyIsGoneFromTheTokenAndStaysInTheBooks) {
  const Uuid key = vault_.make_key("issuer-p-256");
  ASSERT_EQ(on_token(key), kPair);
  const ActRecord done = vault_.done(KeyDestroy{key});
  EXPECT_EQ(on_token(key), 0U);
  EXPECT_EQ(vault_.key(key).state, KeyState::kDestroyed);
  EXPECT_THAT(vault_->execute(done.act.id), FailsWith(Code::kConflict));
}
TEST_F(AtTheActDesk, WithoutItsQuorumNothingIsAskedOfTheToken) {
  const Uuid key = vault_.new_id();
  const Uuid act = vault_.propose(generate(key));
  EXPECT_THAT(vault_->execute(act), RefusedBy("ACT-QUORUM"));
  EXPECT_EQ(leaves_of<IntentLeaf>(), 0U);
  EXPECT_EQ(on_token(key), 0U);
  EXPECT_EQ(state(act), ActState::kOpen);
  EXPECT_THAT(must(vault_->act(act)).quorum.reason, HasSubstr("security-officer"));
}

TEST_F(AtTheActDesk, ATokenThatFailsIsSweptAndItsAnswerIsInTheLog) {
  const Uuid key = vault_.new_id();
  const Uuid act = vault_.approved(generate(key));
  fail_after_making();
  EXPECT_THAT(vault_->execute(act), FailsWithCkr(kDeviceError));
  EXPECT_EQ(on_token(key), 0U);
  EXPECT_EQ(state(act), ActState::kFailed);
  EXPECT_THAT(must(vault_->act(act)).outcome, HasSubstr("CKR_DEVICE_ERROR in C_GenerateKeyPair"));
  EXPECT_THAT(must(vault_->keys()), IsEmpty());
  const auto failed = std::get<FailedLeaf>(vault_.leaves().back().body);
  EXPECT_EQ(failed.act, act);
  EXPECT_EQ(failed.code, "token");
  EXPECT_EQ(failed.ckr, "CKR_DEVICE_ERROR");
  EXPECT_EQ(failed.call, "C_GenerateKeyPair");
  script_.generate = nullptr;
  EXPECT_THAT(vault_->execute(act), FailsWith(Code::kConflict));
  EXPECT_EQ(on_token(vault_.make_key("issuer-p-256")), kPair);
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}
// DESIGN, "Sweeping": what is on the token is reconciled before anything else is executed.
TEST_F(AtTheActDesk, AnActThatCannotBeSweptStaysExecutingAndIsFinishedByTheNextExecution) {
  const Uuid key = vault_.new_id();
  const Uuid act = vault_.approved(generate(key));
  const Uuid other_key = vault_.new_id();
  const Uuid other = vault_.approved(generate(other_key));
  fail_after_making();
  script_.destroy = [](pkcs11::Token&, const Uuid&) { return device_error("C_DestroyObject"); };
  EXPECT_THAT(vault_->execute(act), FailsWithCkr(kDeviceError));
  EXPECT_EQ(state(act), ActState::kExecuting);
  EXPECT_THAT(vault_->execute(other), FailsWithCkr(kDeviceError));
  EXPECT_EQ(state(other), ActState::kOpen);
  EXPECT_EQ(on_token(other_key), 0U);
  script_ = {};
  EXPECT_THAT(vault_->execute(other), IsOk());
  EXPECT_EQ(state(act), ActState::kExecuted);
  EXPECT_EQ(on_token(key), kPair);  // what the first attempt left was swept, so there is one pair
  EXPECT_EQ(on_token(other_key), kPair);
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}
// That the token refuses an act for good ends it: it does not stand in the way of others.
TEST_F(AtTheActDesk, AnActThatFailsForGoodWhenItIsFinishedIsRecordedAndTheNextOneGoesOn) {
  const Uuid key = vault_.new_id();
  const Uuid act = vault_.approved(generate(key));
  const Uuid other_key = vault_.new_id();
  const Uuid other = vault_.approved(generate(other_key));
  fail_after_making();
  script_.destroy = [](pkcs11::Token&, const Uuid&) { return device_error("C_DestroyObject"); };
  ASSERT_THAT(vault_->execute(act), FailsWithCkr(kDeviceError));
  ASSERT_EQ(state(act), ActState::kExecuting);
  script_.destroy = nullptr;
  script_.generate = [key](pkcs11::Token& beneath,
                           const pkcs11::KeySpec& spec) -> Result<pkcs11::KeyFacts> {
    if (spec.id == key) return device_error("C_GenerateKeyPair");
    return beneath.generate(spec);
  };
  EXPECT_THAT(vault_->execute(other), IsOk());
  EXPECT_EQ(state(act), ActState::kFailed);
  EXPECT_EQ(on_token(key), 0U);
  EXPECT_EQ(on_token(other_key), kPair);
  EXPECT_EQ(leaves_of<FailedLeaf>(), 1U);
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}
TEST_F(AtTheActDesk, WhoRepeatsAnExecutionThatWasCutOffIsToldWhatBecameOfIt) {
  const Uuid key = vault_.new_id();
  const Uuid act = vault_.approved(generate(key));
  fail_after_making();
  script_.destroy = [](pkcs11::Token&, const Uuid&) { return device_error("C_DestroyObject"); };
  ASSERT_THAT(vault_->execute(act), FailsWithCkr(kDeviceError));
  script_.destroy = nullptr;
  EXPECT_THAT(vault_->execute(act), FailsWithCkr(kDeviceError));
  EXPECT_EQ(state(act), ActState::kFailed);
  EXPECT_EQ(on_token(key), 0U);
  script_.generate = nullptr;
  EXPECT_THAT(vault_->execute(act), FailsWith(Code::kConflict));
}
TEST_F(AtTheActDesk, AnObjectThatHasTheNewKeysIdAlreadyIsLeftAlone) {
  const Uuid key = vault_.new_id();
  must(real_->generate({key, KeyType::kP256, Purpose::kSign, "not ours"}));
  const Uuid act = vault_.approved(generate(key));
  EXPECT_THAT(vault_->execute(act), FailsSaying(Code::kConflict, "left alone"));
  EXPECT_EQ(on_token(key), kPair);
  EXPECT_EQ(leaves_of<IntentLeaf>(), 0U);
  EXPECT_EQ(state(act), ActState::kOpen);
}

// Trap 12: officers need not approve again for a glitch.
TEST_F(AtTheActDesk, ATransientFailureIsSweptAndTriedOnceMore) {
  const auto glitch = [] {
    Error failure = device_error("C_GenerateKeyPair");
    failure.code = Code::kRetry;
    return failure;
  };
  unsigned tries = 0;
  script_.generate = [&](pkcs11::Token& beneath,
                         const pkcs11::KeySpec& spec) -> Result<pkcs11::KeyFacts> {
    auto made = beneath.generate(spec);
    if (++tries == 1) return glitch();
    return made;
  };
  const Uuid key = vault_.new_id();
  EXPECT_EQ(vault_.done(generate(key)).state, ActState::kExecuted);
  EXPECT_EQ(tries, 2U);
  EXPECT_EQ(on_token(key), kPair);
  EXPECT_EQ(leaves_of<IntentLeaf>(), 1U);

  tries = 0;
  script_.generate = [&](pkcs11::Token& beneath,
                         const pkcs11::KeySpec& spec) -> Result<pkcs11::KeyFacts> {
    ++tries;
    must(beneath.generate(spec));
    return glitch();
  };
  const Uuid other = vault_.new_id();
  const Uuid act = vault_.approved(generate(other));
  EXPECT_THAT(vault_->execute(act), FailsWith(Code::kRetry));
  EXPECT_EQ(tries, 2U);
  EXPECT_EQ(on_token(other), 0U);
  EXPECT_EQ(state(act), ActState::kFailed);
  EXPECT_EQ(std::get<FailedLeaf>(vault_.leaves().back().body).code, "retry");
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

// DESIGN, "Sweeping": the object is not the act's, however late it came.
TEST_F(AtTheActDesk, AnObjectThatTakesTheNewKeysIdAfterTheIntentIsLeftAlone) {
  const Uuid key = vault_.new_id();
  const Uuid act = vault_.approved(generate(key));
  script_.generate = [](pkcs11::Token& beneath, const pkcs11::KeySpec& spec) {
    must(beneath.generate({spec.id, KeyType::kEd25519, Purpose::kSign, "not ours"}));
    return beneath.generate(spec);
  };
  EXPECT_THAT(vault_->execute(act), FailsWith(Code::kConflict));
  EXPECT_EQ(on_token(key), kPair);
  EXPECT_EQ(state(act), ActState::kFailed);
  EXPECT_EQ(std::get<FailedLeaf>(vault_.leaves().back().body).code, "conflict");
  EXPECT_THAT(must(vault_->keys()), IsEmpty());
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

// SIGN-RETRY: a lost answer can be asked for again as long as its key is there.
TEST_F(AtTheActDesk, AKeyThatAnUnsettledRequestNamesIsNotDestroyed) {
  const Uuid key = vault_.make_active_key("issuer-p-256");
  script_.sign = [](auto) { return device_error("C_Sign"); };
  const SignRequest lost = vault_.request(key, {to_bytes("a coin")});
  ASSERT_THAT(vault_.sign(lost), FailsWithCkr(kDeviceError));
  vault_.done(KeyRetire{key});
  const Uuid act = vault_.approved(KeyDestroy{key});
  const std::size_t leaves = vault_.leaves().size();
  EXPECT_THAT(vault_->execute(act), RefusedBy("SIGN-RETRY"));
  EXPECT_EQ(vault_.leaves().size(), leaves);
  EXPECT_EQ(on_token(key), kPair);
  EXPECT_EQ(state(act), ActState::kOpen);
  script_.sign = nullptr;
  EXPECT_THAT(vault_.sign(lost), IsOk());
  vault_->stop();  // settles
  EXPECT_THAT(vault_->execute(act), IsOk());
  EXPECT_EQ(on_token(key), 0U);
}
TEST_F(AtTheActDesk, AKeyIsDestroyedOnceTheUnsettledRequestIsTooOldToBeRetried) {
  const Uuid key = vault_.make_active_key("issuer-p-256");
  script_.sign = [](auto) { return device_error("C_Sign"); };
  const SignRequest lost = vault_.request(key, {to_bytes("a coin")});
  ASSERT_FALSE(vault_.sign(lost).ok());
  vault_.done(KeyRetire{key});
  vault_.clock.shift(VaultOptions().request_retention + std::chrono::minutes(2));
  script_.sign = nullptr;
  const Uuid other = vault_.make_active_key("issuer-p-256");
  ASSERT_THAT(vault_.sign(other, {to_bytes("another coin")}), IsOk());
  vault_->stop();  // the low-water mark was raised after the commit of that request
  EXPECT_EQ(vault_.done(KeyDestroy{key}).state, ActState::kExecuted);
  EXPECT_EQ(on_token(key), 0U);
}

TEST_F(AtTheActDesk, AnExpiredActGetsItsLeafFromTheNextDecision) {
  const Uuid act = vault_.propose(generate(vault_.new_id()));
  const ActRecord record = must(vault_->act(act));
  vault_.clock.shift(std::chrono::minutes(30));
  EXPECT_FALSE(vault_->decide(act, vault_.decision(record, "alice")).ok());
  EXPECT_EQ(state(act), ActState::kExpired);
  EXPECT_EQ(std::get<ExpiredLeaf>(vault_.leaves().back().body).act, act);
  EXPECT_EQ(must(vault_->act(act)).closing_leaf, vault_.leaves().size() - 1);
  EXPECT_FALSE(vault_->decide(act, vault_.decision(record, "bob")).ok());
  EXPECT_EQ(leaves_of<ExpiredLeaf>(), 1U);
  EXPECT_EQ(leaves_of<DecisionLeaf>(), 0U);
}
// Trap 3: an approval that never expires.
TEST_F(AtTheActDesk, AnApprovedActThatExpiredGetsItsLeafAndIsNotExecuted) {
  const Uuid key = vault_.new_id();
  const Uuid act = vault_.approved(generate(key));
  vault_.clock.shift(std::chrono::minutes(30));
  EXPECT_FALSE(vault_->execute(act).ok());
  EXPECT_EQ(state(act), ActState::kExpired);
  EXPECT_EQ(leaves_of<ExpiredLeaf>(), 1U);
  EXPECT_EQ(leaves_of<IntentLeaf>(), 0U);
  EXPECT_EQ(on_token(key), 0U);
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

// ACT-SHOWN. Trap 4: another policy beside the act.
TEST_F(AtTheActDesk, APolicyThatIsNotTheActsIsRefused) {
  Bytes policy = to_bytes(vault_.policy() + "\n# stricter\n");
  const Act act = vault_.act(PolicyChange{sha256(policy)});
  const auto envelope = pyx::testing::envelope_by({&vault_.people.at("olga")}, encode_act(act));
  Bytes other = policy;
  other.back() = ' ';
  const std::size_t leaves = vault_.leaves().size();
  EXPECT_THAT(vault_->propose(envelope, other), RefusedBy("ACT-SHOWN"));
  EXPECT_THAT(vault_->propose(envelope, std::nullopt), FailsWith(Code::kNotFound));
  EXPECT_EQ(vault_.leaves().size(), leaves);
  EXPECT_THAT(vault_->blob(sha256(other)), FailsWith(Code::kNotFound));
  EXPECT_THAT(vault_->propose(envelope, policy), IsOk());
  EXPECT_EQ(must(vault_->blob(sha256(policy))), policy);
}
TEST_F(AtTheActDesk, APolicyBesideAnotherActIsBadInput) {
  const Act act = vault_.act(generate(vault_.new_id()));
  const auto envelope = pyx::testing::envelope_by({&vault_.people.at("olga")}, encode_act(act));
  EXPECT_THAT(vault_->propose(envelope, to_bytes(vault_.policy())), FailsWith(Code::kBadInput));
  EXPECT_THAT(must(vault_->acts()), IsEmpty());
}
TEST_F(AtTheActDesk, AFreezeIsKnownByTheHashOfItsStatementUntilItIsThawed) {
  const FreezeRecord freeze = must(vault_.freeze(FreezeAll{}));
  EXPECT_EQ(freeze.id, sha256(encode_freeze(freeze.statement)));
  EXPECT_THAT(must(vault_->freezes()), SizeIs(1));
  vault_.done(Thaw{{freeze.id}, false});
  EXPECT_THAT(must(vault_->freezes()), IsEmpty());
}
TEST_F(AtTheActDesk, AnUnknownActIsNotFound) {
  const Uuid nobody = vault_.new_id();
  const ActRecord other = must(vault_->act(vault_.propose(generate(vault_.new_id()))));
  EXPECT_THAT(vault_->act(nobody), FailsWith(Code::kNotFound));
  EXPECT_THAT(vault_->execute(nobody), FailsWith(Code::kNotFound));
  EXPECT_FALSE(vault_->decide(nobody, vault_.decision(other, "alice")).ok());
  EXPECT_EQ(leaves_of<DecisionLeaf>(), 0U);
}

}  // namespace act_desk_test
}  // namespace pyx::custody
