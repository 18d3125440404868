#include "custody/acts/preconditions.h"

#include "tests/custody/acts/key_in_state.h"

namespace pyx::custody {
namespace preconditions_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

class Preconditions : public ::testing::Test {
 protected:
  Result<void> check(ActParameters parameters, When when) const {
    return check_preconditions(vault_.books(), vault_.act(std::move(parameters)), when,
                               vault_.clock.now(), vault_.blob_reader());
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

// KEY-TERMS: a key that is worth money has a denomination and a period.
TEST_F(Preconditions, AKeyOfCoinsOrOfBlindSignaturesIsMadeByNoKeyGenerate) {
  for (const char* const profile : {"coin", "blind"})
    EXPECT_THAT(check(KeyGenerate{new_id(), profile, "coins"}), RefusedBy("KEY-TERMS")) << profile;
  for (const char* const profile : {"seed", "envelope", "answer"})
    EXPECT_THAT(check(KeyGenerate{new_id(), profile, "mint"}), IsOk()) << profile;
}

class ScheduledKeys : public Preconditions {
 protected:
  Result<void> schedule(std::int64_t period, const std::string& denomination = "eur-5") {
    return check(KeysSchedule{{{new_id(), denomination, period}}});
  }
  policies::Period period(std::int64_t number) const {
    return policies::period_of(vault_.books().policy.denomination("eur-5")->schedule, number);
  }
  ScheduledKeys() = default;
  explicit ScheduledKeys(std::vector<pkcs11::RuleFinding> token_rules)
      : Preconditions(std::move(token_rules)) {}
};
TEST_F(ScheduledKeys, AreMadeForThePresentPeriodAndThoseToCome) {
  EXPECT_THAT(check(KeysSchedule{
                  {{new_id(), "eur-5", 1}, {new_id(), "eur-5", 2}, {new_id(), "eur-10-blind", 1}}}),
              IsOk());
}
TEST_F(ScheduledKeys, AreNotMadeBeforeTheyAreToBeThere) {
  const policies::Period wanted = period(9);
  vault_.clock.set(wanted.born - Duration(1));
  EXPECT_THAT(schedule(9), FailsSaying(Code::kRefused, "too far ahead"));
  EXPECT_THAT(schedule(9), RefusedBy("KEY-TERMS"));
}
TEST_F(ScheduledKeys, AreMadeFromTheFirstMomentOn) {
  vault_.clock.set(period(9).born);
  EXPECT_THAT(schedule(9), IsOk());
}
TEST_F(ScheduledKeys, AreMadeAsLongAsTheyStillMint) {
  vault_.clock.set(period(1).mints_until - Duration(1));
  EXPECT_THAT(schedule(1), IsOk());
}
TEST_F(ScheduledKeys, AreNotMadeForAPeriodThatIsOver) {
  vault_.clock.set(period(1).mints_until);
  EXPECT_THAT(schedule(1), FailsSaying(Code::kRefused, "is over"));
  EXPECT_THAT(schedule(1), RefusedBy("KEY-TERMS"));
}
TEST_F(ScheduledKeys, OfAPeriodThatHasALiveKeyAreAConflictUntilItIsRetired) {
  const Uuid there = vault_.coin_key("eur-5", 1);
  EXPECT_THAT(schedule(1), FailsSaying(Code::kConflict, there.text()));
  EXPECT_THAT(schedule(2), IsOk());
  EXPECT_THAT(schedule(1, "eur-1"), IsOk());
  vault_.done(KeyRetire{there});
  EXPECT_THAT(schedule(1), IsOk());
}
TEST_F(ScheduledKeys, UnderAnIdThatIsTakenAreAConflict) {
  const Uuid taken = vault_.new_key("p-256");
  EXPECT_THAT(check(KeysSchedule{{{new_id(), "eur-5", 1}, {taken, "eur-5", 2}}}),
              FailsSaying(Code::kConflict, taken.text()));
}
TEST_F(ScheduledKeys, OfAnUnknownDenominationAreNotFound) {
  EXPECT_THAT(schedule(1, "eur-50"), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(KeysSchedule{{{new_id(), "eur-5", 1}, {new_id(), "", 1}}}),
              FailsWith(Code::kNotFound));
}
class ScheduledKeysOnALaxToken : public ScheduledKeys {
 protected:
  ScheduledKeysOnALaxToken()
      : ScheduledKeys(
            pyx::testing::with_outcome(TokenRule::kAllowedMechanisms, RuleOutcome::kNotEnforced)) {}
};
// TOKEN-ENFORCES
TEST_F(ScheduledKeysOnALaxToken, NeedAnExceptionInTheirProfile) {
  EXPECT_THAT(schedule(1), RefusedBy("TOKEN-ENFORCES"));
  std::string text = pyx::testing::policy_text(vault_.people, "with an exception");
  const std::string mark = "name = \"coin\"\n";
  text.insert(text.find(mark) + mark.size(), "exceptions = [\"allowed-mechanisms\"]\n");
  vault_.done(PolicyChange{vault_.put_blob(to_bytes(text))});
  EXPECT_THAT(schedule(1), IsOk());
  EXPECT_THAT(schedule(1, "eur-10-blind"), RefusedBy("TOKEN-ENFORCES"));
}

// SIGN-BUDGET
class SetBudgets : public Preconditions {
 protected:
  static std::string budget(const std::string& name, const std::string& scope,
                            const std::string& currency = "EUR") {
    return "[[budget]]\nname = \"" + name + "\"\ncharge = \"issue\"\nscope = \"" + scope +
           "\"\ncurrency = \"" + currency +
           "\"\n[[budget.limit]]\nwindow = \"1h\"\ncount = 1\nvalue = 100\n\n";
  }
  Result<void> set(const std::string& budgets) {
    return check(BudgetSet{vault_.put_blob(to_bytes("version = 1\n\n" + budgets))});
  }
};
TEST_F(SetBudgets, ForEveryKindOfScopeThatThereIsAreRight) {
  const std::string key = vault_.coin_key("eur-5").text();
  EXPECT_THAT(
      set(budget("a", "all") + budget("b", "client:issuer") + budget("c", "denomination:eur-5") +
          budget("d", "profile:coin") + budget("e", "key:" + key)),
      IsOk());
}
TEST_F(SetBudgets, ForSomethingThatIsNotThereAreNotFoundByName) {
  const std::string key = Uuid::v7(vault_.clock.now()).text();
  for (const std::string& scope :
       {std::string("client:nobody"), std::string("denomination:eur-50"),
        std::string("profile:coins"), "key:" + key, "key:" + vault_.books().log_key.text()}) {
    const auto refused = set(budget("fine", "all") + budget("wrong", scope));
    EXPECT_THAT(refused, FailsSaying(Code::kNotFound, "budget wrong")) << scope;
    EXPECT_THAT(refused, FailsSaying(Code::kNotFound, scope));
  }
}
TEST_F(SetBudgets, InACurrencyWithoutADenominationAreNotFound) {
  EXPECT_THAT(set(budget("dollars", "all", "USD")), FailsSaying(Code::kNotFound, "USD"));
}
TEST_F(SetBudgets, ThatNobodyHandedInAreNotFound) {
  EXPECT_THAT(check(BudgetSet{sha256("nowhere")}), FailsWith(Code::kNotFound));
}
TEST_F(SetBudgets, ThatCannotBeReadAreRefusedWithLineAndColumn) {
  const Sha256 digest = vault_.put_blob(to_bytes("version = 1\nbudget = \n"));
  EXPECT_THAT(check(BudgetSet{digest}), FailsSaying(Code::kBadInput, ":2:"));
  EXPECT_THAT(check(BudgetSet{digest}), FailsSaying(Code::kBadInput, to_hex(digest).substr(0, 8)));
}
TEST_F(SetBudgets, TogetherWithThoseInForceAreNotMoreThanThereMayBe) {
  Books books = vault_.books();
  policies::Budget other;
  for (std::size_t i = 0; i + 1 < policies::kMostBudgets; ++i) {
    other.name = "other-" + std::to_string(i);
    books.budgets.push_back(other);
  }
  const auto set_beside = [&](const std::string& budgets) {
    const Act act = vault_.act(BudgetSet{vault_.put_blob(to_bytes("version = 1\n\n" + budgets))});
    return check_preconditions(books, act, When::kExecuted, vault_.clock.now(),
                               vault_.blob_reader());
  };
  EXPECT_THAT(set_beside(budget("one", "all")), IsOk());
  EXPECT_THAT(set_beside(budget("one", "all") + budget("two", "client:issuer")),
              FailsSaying(Code::kConflict, "1024"));
  EXPECT_THAT(set_beside(budget("one", "all") + budget("other-0", "client:issuer")), IsOk());
}

TEST_F(Preconditions, AKeyWhoseCoinsAreStillGoodIsDestroyedOnlyOnceItIsFrozen) {
  const Uuid key = vault_.coin_key("eur-5");
  vault_.done(KeyRetire{key});
  EXPECT_THAT(check(KeyDestroy{key}), RefusedBy("KEY-TERMS"));
  vault_.frozen(FreezeKey{key}, "alice");
  EXPECT_THAT(check(KeyDestroy{key}), IsOk());
}
TEST_F(Preconditions, AKeyWhoseCoinsAreOverIsDestroyed) {
  const Uuid key = vault_.coin_key("eur-5");
  vault_.done(KeyRetire{key});
  vault_.clock.set(vault_.books().key(key)->coins->period.refresh_until - Duration(1));
  EXPECT_THAT(check(KeyDestroy{key}), RefusedBy("KEY-TERMS"));
  vault_.clock.advance(Duration(1));
  EXPECT_THAT(check(KeyDestroy{key}), IsOk());
}

TEST_F(Preconditions, LeavesAreGivenUpOnceAndOnlyIfSomeAreLost) {
  const StateAccept accept{20, sha256("lost"), vault_.leaves().size(), sha256("left")};
  EXPECT_THAT(check(accept), IsOk());
  EXPECT_THAT(check(StateAccept{20, sha256("one"), 20, sha256("one")}), FailsWith(Code::kConflict));
  EXPECT_THAT(check(StateAccept{20, sha256("one"), 20, sha256("other")}), IsOk());
  const Uuid coins = vault_.coin_key("eur-5");
  vault_.done(StateAccept{20, sha256("lost"), vault_.leaves().size(), sha256("left")});
  EXPECT_THAT(check(accept), FailsWith(Code::kConflict));
  // The key of that time can be retired, and nothing else.
  EXPECT_TRUE(vault_.books().key(coins)->suspended);
  EXPECT_THAT(check(KeyRetire{coins}), IsOk());
}
TEST_F(Preconditions, TheClockIsAcceptedUpToATimeAfterTheLastLeaf) {
  const Time last = vault_.books().last_time;
  EXPECT_THAT(check(ClockAccept{last + Duration(1)}), IsOk());
  EXPECT_THAT(check(ClockAccept{last}), FailsWith(Code::kConflict));
  EXPECT_THAT(check(ClockAccept{last - Duration(1)}), FailsWith(Code::kConflict));
}

}  // namespace preconditions_test
}  // namespace pyx::custody
