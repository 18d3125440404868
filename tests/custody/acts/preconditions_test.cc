#include "custody/acts/preconditions.h"

#include "tests/custody/acts/key_in_state.h"

namespace pyx::custody {
namespace {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

class Preconditions : public ::testing::Test {
 protected:
  Result<void> check(ActParameters parameters, When when) const {
    return check_preconditions(vault_.books(), vault_.act(std::move(parameters)), when,
                               vault_.blob_reader());
  }
  // Whatever is not about freezes is the same at both times.
  Result<void> check(const ActParameters& parameters) const {
    auto proposed = check(parameters, When::kProposed);
    const auto executed = check(parameters, When::kExecuted);
    EXPECT_EQ(proposed.ok(), executed.ok());
    EXPECT_EQ(proposed.error().message, executed.error().message);
    return proposed;
  }
  Uuid new_id() const { return Uuid::v7(vault_.clock.now()); }
  Uuid key_in(KeyState state) { return custody::key_in(vault_, state); }

  Preconditions() = default;
  explicit Preconditions(std::vector<pkcs11::RuleFinding> token_rules)
      : vault_(std::move(token_rules)) {}

  pyx::testing::MemoryVault vault_;
};

TEST_F(Preconditions, AKeyOfAKnownProfileUnderANewIdIsGenerated) {
  EXPECT_THAT(check(KeyGenerate{new_id(), "p-256", "issuer"}), IsOk());
}
TEST_F(Preconditions, AKeyOfAnUnknownProfileIsNot) {
  EXPECT_THAT(check(KeyGenerate{new_id(), "p-257", "issuer"}), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(KeyGenerate{new_id(), "", "issuer"}), FailsWith(Code::kNotFound));
}
// Trap 15: an id that means two keys.
TEST_F(Preconditions, AnIdThatAnyKeyEverHadIsNotGivenAgain) {
  const Uuid first_log_key = vault_.books().log_key;
  vault_.done(LogRotate{new_id()});
  const std::vector<Uuid> taken = {key_in(KeyState::kActive), key_in(KeyState::kDestroyed),
                                   first_log_key, vault_.books().log_key,
                                   vault_.books().founding.canary_key};
  for (const Uuid& id : taken) {
    EXPECT_THAT(check(KeyGenerate{id, "p-256", "issuer"}), FailsWith(Code::kConflict));
    EXPECT_THAT(check(LogRotate{id}), FailsWith(Code::kConflict));
  }
}
TEST_F(Preconditions, TheLogGetsAKeyUnderANewId) {
  EXPECT_THAT(check(LogRotate{new_id()}), IsOk());
}

// KEY-STATE, SP 800-57 part 1 rev. 5 section 7.
TEST_F(Preconditions, OnlyAKeyInPreActivationIsActivated) {
  EXPECT_THAT(check(KeyActivate{key_in(KeyState::kPreActivation)}), IsOk());
  for (const KeyState state : {KeyState::kActive, KeyState::kDeactivated, KeyState::kDestroyed})
    EXPECT_THAT(check(KeyActivate{key_in(state)}), RefusedBy("KEY-STATE")) << to_text(state);
}
TEST_F(Preconditions, OnlyAnActiveKeyIsRetired) {
  EXPECT_THAT(check(KeyRetire{key_in(KeyState::kActive)}), IsOk());
  for (const KeyState state :
       {KeyState::kPreActivation, KeyState::kDeactivated, KeyState::kDestroyed})
    EXPECT_THAT(check(KeyRetire{key_in(state)}), RefusedBy("KEY-STATE")) << to_text(state);
}
TEST_F(Preconditions, AnActiveOrDestroyedKeyIsNotDestroyed) {
  for (const KeyState state : {KeyState::kPreActivation, KeyState::kDeactivated})
    EXPECT_THAT(check(KeyDestroy{key_in(state)}), IsOk()) << to_text(state);
  for (const KeyState state : {KeyState::kActive, KeyState::kDestroyed})
    EXPECT_THAT(check(KeyDestroy{key_in(state)}), RefusedBy("KEY-STATE")) << to_text(state);
}
TEST_F(Preconditions, AnActOnAnUnknownKeyIsNotFound) {
  // The log's key is none of those that such an act may name.
  for (const Uuid& id : {new_id(), vault_.books().log_key}) {
    EXPECT_THAT(check(KeyActivate{id}), FailsWith(Code::kNotFound));
    EXPECT_THAT(check(KeyRetire{id}), FailsWith(Code::kNotFound));
    EXPECT_THAT(check(KeyDestroy{id}), FailsWith(Code::kNotFound));
  }
}

// KEY-PROVEN; trap 9: the backup was never tried.
TEST_F(Preconditions, AKeyWhoseProfileAsksForABackupIsNotActivatedWithoutOne) {
  const Uuid key = vault_.new_key("vital");
  EXPECT_THAT(check(KeyActivate{key}), RefusedBy("KEY-PROVEN"));
  EXPECT_EQ(vault_.books().key(key)->state, KeyState::kPreActivation);
}
TEST_F(Preconditions, NorOnceThePolicyAsksForNone) {
  const Uuid key = vault_.new_key("vital");
  std::string text = pyx::testing::policy_text(vault_.people, "lax");
  const std::string vital = "name = \"vital\"\n";
  text.insert(text.find(vital) + vital.size(), "backup = \"none\"\n");
  vault_.done(PolicyChange{vault_.put_blob(to_bytes(text))});
  ASSERT_EQ(vault_.books().policy.profile("vital")->backup, policies::Backup::kNone);
  EXPECT_THAT(check(KeyActivate{key}), RefusedBy("KEY-PROVEN"));
  EXPECT_THAT(check(KeyActivate{vault_.new_key("vital")}), IsOk());
}

// TOKEN-ENFORCES
class PreconditionsOnALaxToken : public Preconditions {
 protected:
  // The profile "p-256" with this line in it.
  void policy_with(const std::string& line, const std::string& name = "with exceptions") {
    std::string text = pyx::testing::policy_text(vault_.people, name);
    const std::string mark = "name = \"p-256\"\n";
    text.insert(text.find(mark) + mark.size(), line);
    vault_.done(PolicyChange{vault_.put_blob(to_bytes(text))});
  }
  PreconditionsOnALaxToken() : Preconditions(lax()) {}

 private:
  static std::vector<pkcs11::RuleFinding> lax() {
    return pyx::testing::with_outcome(TokenRule::kAllowedMechanisms, RuleOutcome::kNotEnforced);
  }
};
TEST_F(PreconditionsOnALaxToken, AKeyIsNotMadeWithoutAnException) {
  EXPECT_THAT(check(KeyGenerate{new_id(), "p-256", "issuer"}), RefusedBy("TOKEN-ENFORCES"));
  EXPECT_THAT(check(KeyGenerate{new_id(), "p-256", "issuer"}),
              FailsSaying(Code::kRefused, "allowed-mechanisms (not enforced)"));
  EXPECT_TRUE(vault_.books().keys.empty());
}
TEST_F(PreconditionsOnALaxToken, AKeyIsMadeAndActivatedUnderAProfileThatNamesTheException) {
  policy_with("exceptions = [\"allowed-mechanisms\"]\n");
  const Uuid key = vault_.new_key("p-256");
  EXPECT_EQ(vault_.books().key(key)->exceptions,
            std::vector<TokenRule>{TokenRule::kAllowedMechanisms});
  EXPECT_THAT(check(KeyActivate{key}), IsOk());
  EXPECT_THAT(check(KeyGenerate{new_id(), "secret", "issuer"}), RefusedBy("TOKEN-ENFORCES"));
}
TEST_F(PreconditionsOnALaxToken, AnExceptionForAnotherRuleDoesNotHelp) {
  policy_with("exceptions = [\"local\", \"usage\"]\n");
  EXPECT_THAT(check(KeyGenerate{new_id(), "p-256", "issuer"}), RefusedBy("TOKEN-ENFORCES"));
}
TEST_F(PreconditionsOnALaxToken, AnExceptionThatWasTakenBackLetsNoKeyGoLive) {
  policy_with("exceptions = [\"allowed-mechanisms\"]\n");
  const Uuid key = vault_.new_key("p-256");
  policy_with("", "without exceptions");
  EXPECT_THAT(check(KeyActivate{key}), RefusedBy("TOKEN-ENFORCES"));
  EXPECT_EQ(vault_.books().key(key)->state, KeyState::kPreActivation);
}

// FREEZE-ONE
TEST_F(Preconditions, AFreezeStopsAnActivationButNotItsProposal) {
  const Uuid key = key_in(KeyState::kPreActivation);
  const Uuid other = key_in(KeyState::kPreActivation);
  vault_.frozen(FreezeKey{key}, "alice");
  EXPECT_THAT(check(KeyActivate{key}, When::kProposed), IsOk());
  const auto stopped = check(KeyActivate{key}, When::kExecuted);
  EXPECT_THAT(stopped, FailsWith(Code::kFrozen));
  EXPECT_EQ(stopped.error().control, "FREEZE-ONE");
  EXPECT_THAT(check(KeyActivate{other}, When::kExecuted), IsOk());
  vault_.frozen(FreezeAll{}, "bob");
  EXPECT_THAT(check(KeyActivate{other}, When::kExecuted), FailsWith(Code::kFrozen));
}
TEST_F(Preconditions, AFreezeDoesNotStopWhatMakesTheVaultSafer) {
  const Uuid active = key_in(KeyState::kActive);
  const Uuid retired = key_in(KeyState::kDeactivated);
  const Sha256 policy = vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, "new")));
  const Sha256 freeze = vault_.frozen(FreezeAll{}, "alice");
  const std::vector<ActParameters> allowed = {KeyRetire{active}, KeyDestroy{retired},
                                              PolicyChange{policy}, LogRotate{new_id()},
                                              Thaw{{freeze}, true}};
  for (const ActParameters& parameters : allowed)
    EXPECT_THAT(check(parameters, When::kExecuted), IsOk()) << parameters.index();
}

TEST_F(Preconditions, APolicyThatIsInForceIsNoChange) {
  EXPECT_THAT(check(PolicyChange{vault_.books().policy.digest}), FailsWith(Code::kConflict));
}
TEST_F(Preconditions, APolicyThatNobodyHandedInIsNotFound) {
  EXPECT_THAT(check(PolicyChange{sha256("nowhere")}), FailsWith(Code::kNotFound));
}
TEST_F(Preconditions, APolicyThatCannotBeReadIsRefusedWithLineAndColumn) {
  const Sha256 digest = vault_.put_blob(to_bytes("version = 1\nname = \n"));
  EXPECT_THAT(check(PolicyChange{digest}), FailsSaying(Code::kBadInput, ":2:"));
  EXPECT_THAT(check(PolicyChange{digest}),
              FailsSaying(Code::kBadInput, to_hex(digest).substr(0, 8)));
}
// Trap 2: a threshold of zero.
TEST_F(Preconditions, APolicyWithAQuorumOfNobodyIsRefused) {
  std::string text = pyx::testing::policy_text(vault_.people, "nobody");
  text.replace(text.find("\"2 of security-officer\""), 23, "\"0 of security-officer\"");
  EXPECT_THAT(check(PolicyChange{vault_.put_blob(to_bytes(text))}), FailsWith(Code::kBadInput));
}
TEST_F(Preconditions, TheProposedPolicyIsTheOneNamed) {
  const std::string text = pyx::testing::policy_text(vault_.people, "second");
  const PolicyChange change{vault_.put_blob(to_bytes(text))};
  EXPECT_THAT(check(change), IsOk());
  const auto policy = proposed_policy(change, vault_.blob_reader());
  ASSERT_THAT(policy, IsOk());
  EXPECT_EQ(policy->digest, sha256(text));
  EXPECT_EQ(policy->name, "second");
}

TEST_F(Preconditions, AThawLiftsOnlyFreezesThatAreInForce) {
  const Sha256 first = vault_.frozen(FreezeAll{}, "alice");
  const Sha256 second = vault_.frozen(FreezeClient{"till"}, "bob");
  EXPECT_THAT(check(Thaw{{first, second}, false}), IsOk());
  EXPECT_THAT(check(Thaw{{first, sha256("none"), second}, false}), FailsWith(Code::kNotFound));
  vault_.done(Thaw{{first}, false});
  EXPECT_THAT(check(Thaw{{first}, false}), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(Thaw{{second}, false}), IsOk());
}

}  // namespace
}  // namespace pyx::custody
