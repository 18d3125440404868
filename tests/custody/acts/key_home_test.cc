#include "custody/acts/key_home.h"

#include "custody/acts/admitting.h"
#include "custody/coins/coin_keys.h"
#include "custody/coins/operation_rights.h"
#include "tests/support/memory_backup.h"

namespace pyx::custody {
namespace key_home_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;

class KeyHome : public ::testing::Test {
 protected:
  const KeyRecord& key(const Uuid& id) const { return *vault_.books().key(id); }
  Result<void> check(const Uuid& id) const { return check_at_home(vault_.books(), key(id)); }
  // A key of profile "vital", active, with a backup that can be opened.
  Uuid vital_key() {
    const Uuid id = backup_.new_key();
    backup_id_ = backup_.live({id});
    backup_.proven(backup_id_);
    vault_.done(KeyActivate{id});
    return id;
  }
  void restore(const Uuid& id, const std::string& serial) {
    backup_.execute(vault_.approved(BackupRestore{backup_id_, {id}, serial, RestoreWay::kInToken}));
  }
  void move(const std::string& serial) { vault_.done(vault_.move_to(serial)); }
  // To one of which something else was found.
  void move_to_lax(const std::string& serial, TokenRule rule) {
    const Uuid act = vault_.approved(vault_.move_to(serial));
    must(vault_.append(vault_.intent(act)));
    const pyx::testing::TestKey log_key(KeyType::kEd25519);
    BindingStatement said = vault_.binding(act, log_key);
    said.findings.rules = pyx::testing::with_outcome(rule, RuleOutcome::kNotEnforced);
    ExecutedLeaf leaf{act, {}, {}};
    leaf.token_binding = vault_.put_binding(said, log_key);
    must(vault_.append(leaf));
  }

  pyx::testing::MemoryVault vault_;
  pyx::testing::MemoryBackup backup_{vault_};
  Uuid backup_id_;
};

TEST_F(KeyHome, AKeyOfAVaultThatNeverMovedIsAtHome) {
  EXPECT_THAT(check(vault_.active_key("p-256")), IsOk());
  EXPECT_THAT(check(vital_key()), IsOk());
}
TEST_F(KeyHome, AKeyThatWasNotRestoredStaysBehindAndItsUseIsRefusedSayingWhatToDo) {
  const Uuid id = vital_key();
  const std::string old = key(id).token_serial;
  move("second");
  EXPECT_EQ(key(id).token_serial, old);
  EXPECT_EQ(key(id).left_behind, vault_.clock.now());
  EXPECT_THAT(check(id), RefusedBy("KEY-HOME"));
  EXPECT_THAT(check(id), FailsSaying(Code::kRefused, "on token " + old));
  EXPECT_THAT(check(id), FailsSaying(Code::kRefused, backup_id_.text()));
  EXPECT_THAT(vault_.append(vault_.request("issuer", id)), RefusedBy("KEY-HOME"));
  EXPECT_THAT(admit_retry(vault_.books(), *vault_.books().policy.client_named("issuer"), id),
              RefusedBy("KEY-HOME"));
}
TEST_F(KeyHome, OfAKeyThatNoBackupHoldsThatIsSaid) {
  const Uuid id = vault_.active_key("p-256");
  move("second");
  EXPECT_THAT(check(id), FailsSaying(Code::kRefused, "no backup"));
}
TEST_F(KeyHome, AKeyThatWasRestoredThereComesAlongAndIsUsed) {
  const Uuid id = vital_key();
  const std::string old = key(id).token_serial;
  restore(id, "second");
  move("second");
  EXPECT_EQ(key(id).token_serial, "second");
  ASSERT_EQ(key(id).former_homes.size(), 1U);
  EXPECT_EQ(key(id).former_homes.front().token_serial, old);
  EXPECT_THAT(check(id), IsOk());
  EXPECT_THAT(vault_.append(vault_.request("issuer", id)), IsOk());
}
TEST_F(KeyHome, AKeyWhoseCopyThereWasDestroyedStaysBehind) {
  const Uuid id = vital_key();
  restore(id, "second");
  backup_.execute(vault_.approved(CopyDestroy{id, "second"}));
  move("second");
  EXPECT_THAT(check(id), RefusedBy("KEY-HOME"));
}
// TOKEN-ENFORCES
TEST_F(KeyHome, AKeyThatCameAlongIsUsedOnlyIfTheNewTokenEnforcesWhatItNeeds) {
  const Uuid id = vital_key();
  restore(id, "second");
  move_to_lax("second", TokenRule::kUsage);
  EXPECT_THAT(check(id), RefusedBy("TOKEN-ENFORCES"));
  EXPECT_THAT(vault_.append(vault_.request("issuer", id)), RefusedBy("TOKEN-ENFORCES"));
}
// It is never wrapped out of there again.
TEST_F(KeyHome, AKeyThatCameAlongNeedsNoRuleAboutWrapping) {
  const Uuid id = vital_key();
  restore(id, "second");
  move_to_lax("second", TokenRule::kWrapWithTrusted);
  EXPECT_THAT(check(id), IsOk());
}
TEST_F(KeyHome, AKeyThatWasLeftBehindComesHomeByARestoreOntoTheVaultsToken) {
  const Uuid id = vital_key();
  move("second");
  restore(id, "second");
  EXPECT_EQ(key(id).token_serial, "second");
  EXPECT_FALSE(key(id).left_behind.has_value());
  EXPECT_THAT(check(id), IsOk());
  const auto again =
      vault_.propose(vault_.act(BackupRestore{backup_id_, {id}, "second", RestoreWay::kInToken}));
  EXPECT_THAT(again, FailsSaying(Code::kConflict, "already"));
}
TEST_F(KeyHome, AKeyThatWasLeftBehindIsRetiredAndDestroyedAndItsObjectIsNotShownToBeGone) {
  const Uuid id = vital_key();
  move("second");
  vault_.done(KeyRetire{id});
  const Uuid act = vault_.done(KeyDestroy{id});
  EXPECT_EQ(key(id).state, KeyState::kDestroyed);
  EXPECT_THAT(vault_.books().act(act)->outcome, ::testing::HasSubstr("not shown to be gone"));
}
TEST_F(KeyHome, ADestroyedKeyStaysDead) {
  const Uuid id = vital_key();
  restore(id, "second");
  vault_.done(KeyRetire{id});
  vault_.done(KeyDestroy{id});
  move("second");
  EXPECT_EQ(key(id).state, KeyState::kDestroyed);
  EXPECT_NE(key(id).token_serial, "second");
  EXPECT_FALSE(key(id).left_behind.has_value());
}
TEST_F(KeyHome, AKeyThatCameAlongIsInNoNewBackup) {
  const Uuid id = vital_key();
  restore(id, "second");
  move("second");
  const auto again = vault_.propose(
      vault_.act(BackupCreate{Uuid::v7(vault_.clock.now()), {id}, backup_.plan(), {}}));
  EXPECT_THAT(again, RefusedBy("KEY-READBACK"));
}
TEST_F(KeyHome, ActivationAndANewBackupNeedTheKeyToBeHere) {
  const Uuid id = backup_.new_key();
  backup_id_ = backup_.live({id});
  backup_.proven(backup_id_);
  move("second");
  EXPECT_THAT(vault_.propose(vault_.act(KeyActivate{id})), RefusedBy("KEY-HOME"));
  EXPECT_THAT(vault_.propose(
                  vault_.act(BackupCreate{Uuid::v7(vault_.clock.now()), {id}, backup_.plan(), {}})),
              RefusedBy("KEY-HOME"));
}
// What is exposed stays told.
TEST_F(KeyHome, AKeyThatWasExposedOnTheWayStaysExposed) {
  const Uuid id = backup_.new_key("portable");
  backup_id_ = backup_.live({id});
  backup_.proven(backup_id_);
  backup_.execute(
      vault_.approved(BackupRestore{backup_id_, {id}, "second", RestoreWay::kHostMediated}));
  move("second");
  EXPECT_TRUE(key(id).exposed());
  EXPECT_THAT(check(id), IsOk());
}
TEST_F(KeyHome, CoinsAreNotIssuedWithAKeyThatStayedBehind) {
  const Uuid id = vault_.coin_key("eur-5");
  const Time now = vault_.clock.now();
  ASSERT_THAT(check_may_issue(vault_.books(), Ledger(), key(id), {1, 500}, now), IsOk());
  move("second");
  EXPECT_THAT(check_may_issue(vault_.books(), Ledger(), key(id), {1, 500}, now),
              RefusedBy("KEY-HOME"));
}
TEST_F(KeyHome, EnvelopesAreNotOpenedWithAKeyThatStayedBehind) {
  const Uuid id = vault_.active_key("envelope");
  const policies::Client& issuer = *vault_.books().policy.client_named("issuer");
  ASSERT_THAT(usable_key(vault_.books(), issuer, id, Purpose::kEnvelope), IsOk());
  move("second");
  EXPECT_THAT(usable_key(vault_.books(), issuer, id, Purpose::kEnvelope), RefusedBy("KEY-HOME"));
}

}  // namespace key_home_test
}  // namespace pyx::custody
