#include "custody/acts/effects.h"

#include "custody/acts/freezing.h"
#include "tests/custody/acts/key_in_state.h"

namespace pyx::custody {
namespace effects_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::HasSubstr;

class Effects : public ::testing::Test {
 protected:
  Result<Effect> effect(const Act& act, std::optional<MadeKey> made = {},
                        std::vector<Uuid> voided = {}) const {
    return effect_of(vault_.books(), act, {act.id, std::move(made), std::move(voided)}, later_,
                     vault_.blob_reader());
  }
  Result<Effect> effect(ActParameters parameters, std::optional<MadeKey> made = {}) const {
    return effect(vault_.act(std::move(parameters)), std::move(made));
  }
  Books after(const Result<Effect>& effect) const {
    Books books = vault_.books();
    effect.value().change(books);
    return books;
  }
  Uuid new_id() const { return Uuid::v7(vault_.clock.now()); }
  Sha256 new_policy() {
    return vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, "second")));
  }

  pyx::testing::MemoryVault vault_;
  const Time later_ = vault_.clock.now() + std::chrono::minutes(1);
};

TEST_F(Effects, AGeneratedKeyIsRecordedAsItsProfileSays) {
  const Uuid id = new_id();
  const MadeKey made = vault_.made_key(KeyType::kP256);
  const auto done = effect(KeyGenerate{id, "vital", "issuer 2027"}, made);
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(done->outcome, HasSubstr(id.text()));
  EXPECT_THAT(done->outcome, HasSubstr("issuer 2027"));
  const Books books = after(done);
  ASSERT_EQ(books.keys.size(), 1U);
  const KeyRecord& record = *books.key(id);
  EXPECT_EQ(record.id, id);
  EXPECT_EQ(record.name, "issuer 2027");
  EXPECT_EQ(record.profile, "vital");
  EXPECT_EQ(record.type, KeyType::kP256);
  EXPECT_EQ(record.purpose, Purpose::kSign);
  EXPECT_EQ(record.backup, policies::Backup::kSplit);
  EXPECT_EQ(record.token_serial, vault_.books().founding.token.serial);
  EXPECT_EQ(record.public_key->spki(), *made.spki);
  EXPECT_EQ(record.state, KeyState::kPreActivation);
  EXPECT_EQ(record.created, later_);
  EXPECT_FALSE(record.activated || record.deactivated || record.destroyed);
}
TEST_F(Effects, AGeneratedSecretKeyHasNoPublicHalf) {
  const Uuid id = new_id();
  const auto done =
      effect(KeyGenerate{id, "secret", "till"}, vault_.made_key(KeyType::kGenericSecret));
  ASSERT_THAT(done, IsOk());
  EXPECT_FALSE(after(done).key(id)->public_key.has_value());
  EXPECT_THAT(effect(KeyGenerate{id, "secret", "till"}, vault_.made_key(KeyType::kP256)),
              FailsWith(Code::kBadInput));
}
TEST_F(Effects, AMadeKeyOfAnotherTypeIsRefused) {
  const KeyGenerate generate{new_id(), "p-256", "issuer"};
  EXPECT_THAT(effect(generate, vault_.made_key(KeyType::kP256)), IsOk());
  for (const KeyType type : {KeyType::kP384, KeyType::kEd25519, KeyType::kGenericSecret})
    EXPECT_THAT(effect(generate, vault_.made_key(type)), FailsWith(Code::kBadInput));
}
TEST_F(Effects, APublicKeyThatIsNoneIsRefused) {
  MadeKey made = vault_.made_key(KeyType::kP256);
  made.spki->pop_back();
  EXPECT_THAT(effect(KeyGenerate{new_id(), "p-256", "issuer"}, made), FailsWith(Code::kBadInput));
  made.spki = Bytes();
  EXPECT_THAT(effect(KeyGenerate{new_id(), "p-256", "issuer"}, made), FailsWith(Code::kBadInput));
}
// KEY-READBACK: the point was checked when the leaf was written; a log key's is at every start.
TEST_F(Effects, APointOffItsCurveIsRefusedUnlessTheLeafStandsUnderACheckpoint) {
  const auto under_checkpoint = [this](const Act& act, MadeKey made) {
    return effect_of(vault_.books(), act, {act.id, std::move(made), {}}, later_,
                     vault_.blob_reader(), LeafChecks::kUnderCheckpoint);
  };
  MadeKey made = vault_.made_key(KeyType::kP256);
  made.spki->back() ^= 1U;
  const Act generate = vault_.act(KeyGenerate{new_id(), "p-256", "issuer"});
  EXPECT_THAT(effect(generate, made), FailsWith(Code::kBadInput));
  EXPECT_THAT(under_checkpoint(generate, made), IsOk());
  MadeKey log_key = vault_.made_key(KeyType::kEd25519);
  std::fill(log_key.spki->end() - 32, log_key.spki->end(), std::uint8_t{0});
  EXPECT_THAT(under_checkpoint(vault_.act(LogRotate{new_id()}), log_key),
              FailsWith(Code::kBadInput));
}
TEST_F(Effects, AKeyMadeOnAnotherTokenIsRefused) {
  MadeKey made = vault_.made_key(KeyType::kP256);
  made.token_serial += "0";
  EXPECT_THAT(effect(KeyGenerate{new_id(), "p-256", "issuer"}, made),
              FailsSaying(Code::kBadInput, "another token"));
  made = vault_.made_key(KeyType::kEd25519);
  made.token_serial.clear();
  EXPECT_THAT(effect(LogRotate{new_id()}, made), FailsSaying(Code::kBadInput, "another token"));
}
TEST_F(Effects, AnUnknownProfileIsNotFound) {
  EXPECT_THAT(effect(KeyGenerate{new_id(), "p-257", "issuer"}, vault_.made_key(KeyType::kP256)),
              FailsWith(Code::kNotFound));
}
TEST_F(Effects, AnActThatMakesAKeySaysWhichAndNoOtherDoes) {
  EXPECT_THAT(effect(KeyGenerate{new_id(), "p-256", "issuer"}), FailsWith(Code::kBadInput));
  EXPECT_THAT(effect(LogRotate{new_id()}), FailsWith(Code::kBadInput));
  const Uuid key = vault_.new_key("p-256");
  for (const ActParameters& parameters :
       {ActParameters(KeyActivate{key}), ActParameters(KeyRetire{key}),
        ActParameters(KeyDestroy{key}), ActParameters(PolicyChange{new_policy()}),
        ActParameters(Thaw{{}, false})}) {
    EXPECT_THAT(effect(parameters), IsOk()) << parameters.index();
    EXPECT_THAT(effect(parameters, vault_.made_key(KeyType::kP256)), FailsWith(Code::kBadInput))
        << parameters.index();
  }
}

TEST_F(Effects, AnActivatedKeyIsActiveFromThenOnAndNoOther) {
  const Uuid key = vault_.new_key("p-256");
  const Uuid other = vault_.new_key("p-256");
  const auto done = effect(KeyActivate{key});
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(done->outcome, HasSubstr(key.text()));
  const Books books = after(done);
  EXPECT_EQ(books.key(key)->state, KeyState::kActive);
  EXPECT_EQ(books.key(key)->activated, later_);
  EXPECT_EQ(books.key(other)->state, KeyState::kPreActivation);
}
TEST_F(Effects, ARetiredKeyIsDeactivatedFromThenOnAndNoOther) {
  const Uuid key = vault_.active_key("p-256");
  const Uuid other = vault_.active_key("p-256");
  const auto done = effect(KeyRetire{key});
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(done->outcome, HasSubstr(key.text()));
  const Books books = after(done);
  EXPECT_EQ(books.key(key)->state, KeyState::kDeactivated);
  EXPECT_EQ(books.key(key)->deactivated, later_);
  EXPECT_EQ(books.key(other)->state, KeyState::kActive);
}
TEST_F(Effects, OfADestroyedKeyTheRecordStays) {
  const Uuid key = key_in(vault_, KeyState::kDeactivated);
  const KeyRecord before = *vault_.books().key(key);
  const auto done = effect(KeyDestroy{key});
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(done->outcome, HasSubstr(key.text()));
  const Books books = after(done);
  EXPECT_EQ(books.key(key)->state, KeyState::kDestroyed);
  EXPECT_EQ(books.key(key)->destroyed, later_);
  EXPECT_EQ(books.key(key)->deactivated, before.deactivated);
  EXPECT_EQ(books.key(key)->public_key->spki(), before.public_key->spki());
}

TEST_F(Effects, ANewPolicyIsInForceAndVoidsWhatWasOpen) {
  const Uuid open = vault_.proposed(KeyGenerate{new_id(), "p-256", "issuer"});
  const Act change = vault_.act(PolicyChange{new_policy()});
  const auto done = effect(change, {}, {open});
  ASSERT_THAT(done, IsOk());
  const Books books = after(done);
  EXPECT_EQ(books.policy.name, "second");
  EXPECT_EQ(sha256(books.policy_bytes), books.policy.digest);
  EXPECT_THAT(done->outcome, HasSubstr(to_hex(books.policy.digest)));
  EXPECT_EQ(books.act(open)->state, ActState::kVoided);
}
TEST_F(Effects, ANewPolicyNamesExactlyWhatItVoids) {
  const Uuid open = vault_.proposed(KeyGenerate{new_id(), "p-256", "issuer"});
  const Act change = vault_.act(PolicyChange{new_policy()});
  for (const auto& voided :
       {std::vector<Uuid>{}, std::vector<Uuid>{open, open}, std::vector<Uuid>{new_id()}})
    EXPECT_THAT(effect(change, {}, voided), FailsWith(Code::kBadInput));
}
TEST_F(Effects, NoOtherActVoidsAnything) {
  const Uuid open = vault_.proposed(KeyGenerate{new_id(), "p-256", "issuer"});
  const Uuid key = vault_.new_key("p-256");
  EXPECT_THAT(effect(vault_.act(KeyActivate{key}), {}, {open}), FailsWith(Code::kBadInput));
  EXPECT_THAT(effect(vault_.act(KeyGenerate{new_id(), "p-256", "issuer"}),
                     vault_.made_key(KeyType::kP256), {open}),
              FailsWith(Code::kBadInput));
}
TEST_F(Effects, APolicyWhoseBytesAreGoneIsNotFound) {
  const Sha256 policy = new_policy();
  vault_.blobs.erase(policy);
  EXPECT_THAT(effect(PolicyChange{policy}), FailsWith(Code::kNotFound));
}

TEST_F(Effects, ANewLogKeyTakesThePlaceOfTheOldWhichIsRemembered) {
  const Uuid id = new_id();
  const MadeKey made = vault_.made_key(KeyType::kEd25519);
  const auto done = effect(LogRotate{id}, made);
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(done->outcome, HasSubstr(id.text()));
  const Books books = after(done);
  EXPECT_EQ(books.log_key, id);
  EXPECT_EQ(books.log_public_key.spki(), *made.spki);
  EXPECT_EQ(books.log_keys, (std::set<Uuid>{vault_.books().log_key, id}));
  EXPECT_TRUE(books.keys.empty());
}
TEST_F(Effects, ALogKeyOfAnotherTypeIsRefused) {
  for (const KeyType type : {KeyType::kP256, KeyType::kGenericSecret})
    EXPECT_THAT(effect(LogRotate{new_id()}, vault_.made_key(type)), FailsWith(Code::kBadInput));
}

// FREEZE-ONE
TEST_F(Effects, AThawLiftsTheFreezesItNamesAndNoOther) {
  const Sha256 lifted = vault_.frozen(FreezeAll{}, "alice");
  const Sha256 kept = vault_.frozen(FreezeClient{"till"}, "bob");
  const auto done = effect(Thaw{{lifted}, false});
  ASSERT_THAT(done, IsOk());
  const Books books = after(done);
  ASSERT_EQ(books.freezes.size(), 1U);
  EXPECT_EQ(books.freezes.front().id, kept);
  EXPECT_TRUE(is_frozen(books, *books.policy.client_named("till")));
  EXPECT_FALSE(is_frozen(books, *books.policy.client_named("issuer")));
  EXPECT_TRUE(books.suspended_freezers.empty());
}
TEST_F(Effects, AThawThatSuspendsTakesTheRightOfThoseWhoFroze) {
  const Sha256 first = vault_.frozen(FreezeAll{}, "alice");
  const Sha256 second = vault_.frozen(FreezeClient{"till"}, "dave");
  vault_.frozen(FreezeClient{"issuer"}, "bob");
  const Books books = after(effect(Thaw{{first, second}, true}));
  EXPECT_EQ(books.suspended_freezers, (std::set<std::string, std::less<>>{"alice", "dave"}));
}
TEST_F(Effects, ANewPolicyGivesTheRightBack) {
  vault_.done(Thaw{{vault_.frozen(FreezeAll{}, "dave")}, true});
  ASSERT_EQ(vault_.books().suspended_freezers.size(), 1U);
  EXPECT_TRUE(after(effect(PolicyChange{new_policy()})).suspended_freezers.empty());
}

class ScheduledKeysMade : public Effects {
 protected:
  Result<Effect> scheduled(const Act& act, const std::vector<MadeKey>& made) {
    ExecutedLeaf leaf{act.id, {}, {}};
    leaf.made_keys = vault_.put_blob(encode_made_keys(made));
    return effect_of(vault_.books(), act, leaf, later_, vault_.blob_reader());
  }
  Result<Effect> scheduled(const KeysSchedule& schedule, const std::vector<MadeKey>& made) {
    return scheduled(vault_.act(schedule), made);
  }
  MadeKey secret() const { return vault_.made_key(KeyType::kGenericSecret); }
  KeysSchedule two() const { return {{{first_, "eur-5", 1}, {second_, "eur-1", 2}}}; }

  const Uuid first_ = new_id();
  const Uuid second_ = new_id();
};
// KEY-TERMS
TEST_F(ScheduledKeysMade, AreActiveAtOnceWithTheTermsOfTheirDenomination) {
  const auto done = scheduled(two(), {secret(), secret()});
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(done->outcome, HasSubstr("2 keys"));
  const Books books = after(done);
  const KeyRecord& record = *books.key(second_);
  EXPECT_EQ(record.state, KeyState::kActive);
  EXPECT_EQ(record.created, later_);
  EXPECT_EQ(record.activated, later_);
  EXPECT_EQ(record.name, "eur-1 2");
  EXPECT_EQ(record.profile, "coin");
  EXPECT_EQ(record.purpose, Purpose::kCoin);
  const policies::Denomination& denomination = *books.policy.denomination("eur-1");
  EXPECT_EQ(record.coins,
            (CoinTerms{"eur-1", "EUR", 100, policies::period_of(denomination.schedule, 2),
                       denomination.most_issued}));
  EXPECT_EQ(books.coin_key("eur-5", 1)->id, first_);
  EXPECT_EQ(books.coin_key("eur-1", 2)->id, second_);
}
TEST_F(ScheduledKeysMade, WhoseProfileAsksForABackupWaitUntilItIsProven) {
  std::string text = pyx::testing::policy_text(vault_.people, "with backups");
  const std::string mark = "name = \"coin\"\n";
  const std::size_t at = text.find("backup = \"none\"\n", text.find(mark));
  text.erase(at, std::string_view("backup = \"none\"\n").size());
  vault_.done(PolicyChange{vault_.put_blob(to_bytes(text))});
  const Books books = after(scheduled(two(), {secret(), secret()}));
  EXPECT_EQ(books.key(first_)->state, KeyState::kPreActivation);
  EXPECT_FALSE(books.key(first_)->activated.has_value());
  EXPECT_EQ(books.key(first_)->coins->denomination, "eur-5");
}
TEST_F(ScheduledKeysMade, KeepTheirTermsWhenThePolicyChanges) {
  const Uuid key = vault_.coin_key("eur-5");
  const CoinTerms before = *vault_.books().key(key)->coins;
  std::string text = pyx::testing::policy_text(vault_.people, "other lives");
  for (std::size_t at = 0; (at = text.find("life = \"60d\"", at)) != std::string::npos;)
    text.replace(at, 12, "life = \"90d\"");
  vault_.done(PolicyChange{vault_.put_blob(to_bytes(text))});
  EXPECT_EQ(vault_.books().key(key)->coins, before);
  const KeyRecord& next = *vault_.books().key(vault_.coin_key("eur-5", 2));
  EXPECT_EQ(next.coins->period.coins_expire - before.period.coins_expire,
            std::chrono::hours(24 * (7 + 30)));
}
TEST_F(ScheduledKeysMade, AreNamedByTheLeafOneByOne) {
  for (const std::size_t many : {0U, 1U, 3U})
    EXPECT_THAT(scheduled(two(), std::vector<MadeKey>(many, secret())), FailsWith(Code::kBadInput))
        << many;
}
TEST_F(ScheduledKeysMade, OfAnotherTypeOrTokenThanTheirProfilesAreRefused) {
  EXPECT_THAT(scheduled(two(), {secret(), vault_.made_key(KeyType::kP256)}),
              FailsWith(Code::kBadInput));
  MadeKey elsewhere = secret();
  elsewhere.token_serial += "0";
  EXPECT_THAT(scheduled(two(), {secret(), elsewhere}),
              FailsSaying(Code::kBadInput, "another token"));
}
TEST_F(ScheduledKeysMade, WhoseBlobIsGoneOrNoneAreRefused) {
  const Act act = vault_.act(two());
  ExecutedLeaf leaf{act.id, {}, {}};
  const auto effect_with = [&](const Sha256& blob) {
    leaf.made_keys = blob;
    return effect_of(vault_.books(), act, leaf, later_, vault_.blob_reader());
  };
  EXPECT_THAT(effect_with(sha256("nowhere")), FailsWith(Code::kNotFound));
  EXPECT_THAT(effect_with(vault_.put_blob(to_bytes("{}"))), FailsWith(Code::kBadInput));
}
TEST_F(Effects, OnlyASchedulesLeafNamesABlobOfKeysAndOnlyARefundsMovesCoins) {
  const Act schedule = vault_.act(KeysSchedule{{{new_id(), "eur-5", 1}}});
  const Act refund = vault_.act(ReservationFree{1, "case"});
  const Uuid key = vault_.new_key("p-256");
  const auto effect_with = [&](const Act& act, bool made_keys, bool moves) {
    ExecutedLeaf leaf{act.id, {}, {}};
    if (made_keys)
      leaf.made_keys =
          vault_.put_blob(encode_made_keys({vault_.made_key(KeyType::kGenericSecret)}));
    if (moves) leaf.refund.emplace();
    return effect_of(vault_.books(), act, leaf, later_, vault_.blob_reader());
  };
  EXPECT_THAT(effect_with(schedule, true, false), IsOk());
  EXPECT_THAT(effect_with(schedule, false, false), FailsWith(Code::kBadInput));
  EXPECT_THAT(effect_with(schedule, true, true), FailsWith(Code::kBadInput));
  EXPECT_THAT(effect_with(refund, false, true), IsOk());
  EXPECT_THAT(effect_with(refund, false, false), FailsWith(Code::kBadInput));
  EXPECT_THAT(effect_with(vault_.act(KeyActivate{key}), true, false), FailsWith(Code::kBadInput));
  EXPECT_THAT(effect_with(vault_.act(KeyActivate{key}), false, true), FailsWith(Code::kBadInput));
}

// SIGN-BUDGET
std::string budget_text(const std::string& name, unsigned count) {
  return "[[budget]]\nname = \"" + name +
         "\"\ncharge = \"issue\"\nscope = \"all\"\ncurrency = \"EUR\"\n[[budget.limit]]\n"
         "window = \"1h\"\ncount = " +
         std::to_string(count) + "\nvalue = 100\n\n";
}
TEST_F(Effects, BudgetsAreReplacedByNameAndTheOthersKept) {
  vault_.set_budgets("version = 1\n\n" + budget_text("first", 1) + budget_text("second", 2));
  const auto done = effect(BudgetSet{vault_.put_blob(
      to_bytes("version = 1\n\n" + budget_text("third", 3) + budget_text("second", 4)))});
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(done->outcome, HasSubstr("2 budgets"));
  const Books books = after(done);
  ASSERT_EQ(books.budgets.size(), 3U);
  EXPECT_EQ(books.budgets[0].name, "first");
  EXPECT_EQ(books.budget("first")->limits[0].count, 1U);
  EXPECT_EQ(books.budget("second")->limits[0].count, 4U);
  EXPECT_EQ(books.budget("third")->limits[0].count, 3U);
}
TEST_F(Effects, TheClockIsAcceptedUpToTheTimeOfTheAct) {
  const Time until = later_ + std::chrono::hours(24 * 40);
  const Books books = after(effect(ClockAccept{until}));
  EXPECT_EQ(books.clock_accepted, until);
  EXPECT_EQ(books.last_time, vault_.books().last_time);
}
// STATE-FRESH
TEST_F(Effects, LeavesThatAreGivenUpEndBudgetsAndSuspendTheKeysOfCoins) {
  vault_.set_budgets("version = 1\n\n" + budget_text("first", 1));
  const Uuid coins = vault_.coin_key("eur-5");
  const Uuid signs = vault_.active_key("p-256");
  const Act act = vault_.act(StateAccept{20, sha256("lost"), 10, sha256("left")});
  const Books books = after(effect(act));
  ASSERT_EQ(books.lost.size(), 1U);
  EXPECT_EQ(books.lost[0], (LostHistory{20, sha256("lost"), 10, sha256("left"), act.id}));
  EXPECT_TRUE(books.budgets.empty());
  EXPECT_EQ(books.requests_from, later_);
  EXPECT_TRUE(books.key(coins)->suspended);
  EXPECT_FALSE(books.key(signs)->suspended);
}
// Nobody froze: nobody loses a right.
TEST_F(Effects, AThawOfAnAlarmSuspendsNobody) {
  pyx::testing::must(vault_.append(AlarmLeaf{AlarmCause::kLedgerMismatch, "issuer", "differs"}));
  const Sha256 alarm = vault_.books().freezes.front().id;
  const Books books = after(effect(Thaw{{alarm}, true}));
  EXPECT_FALSE(is_minting_frozen(books));
  EXPECT_TRUE(books.suspended_freezers.empty());
}

}  // namespace effects_test
}  // namespace pyx::custody
