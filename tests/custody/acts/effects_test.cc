#include "custody/acts/effects.h"

#include "custody/acts/freezing.h"
#include "tests/custody/acts/key_in_state.h"

namespace pyx::custody {
namespace {

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

}  // namespace
}  // namespace pyx::custody
