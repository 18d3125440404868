#include "custody/acts/backing_up.h"

#include "tests/support/memory_backup.h"

namespace pyx::custody {
namespace backing_up_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;

class BackingUp : public ::testing::Test {
 protected:
  Uuid new_id() const { return Uuid::v7(vault_.clock.now()); }
  BackupCreate create(std::vector<Uuid> keys) const {
    return {new_id(), std::move(keys), backup_.plan(), {}};
  }
  BackupRestore restore(const Uuid& backup, std::vector<Uuid> keys) const {
    return {backup, std::move(keys), "second", RestoreWay::kInToken};
  }
  void destroy(const Uuid& key) { vault_.done(KeyDestroy{key}); }
  template <class Parameters>
  Result<void> check(const Parameters& act) const {
    return check_backup(vault_.books(), act);
  }
  Result<void> activate(const Uuid& key) {
    return check_proven(vault_.books(), *vault_.books().key(key));
  }

  pyx::testing::MemoryVault vault_;
  pyx::testing::MemoryBackup backup_{vault_};
};

TEST_F(BackingUp, IsForKeysThatWereMadeForIt) {
  EXPECT_THAT(check(create({backup_.new_key()})), IsOk());
  EXPECT_THAT(check(create({vault_.new_key("p-256")})),
              FailsSaying(Code::kRefused, "cannot be backed up"));
}
TEST_F(BackingUp, OfAnUnknownOrDestroyedKeyIsRefused) {
  EXPECT_THAT(check(create({new_id()})), FailsWith(Code::kNotFound));
  const Uuid key = backup_.new_key();
  destroy(key);
  EXPECT_THAT(check(create({key})), RefusedBy("KEY-STATE"));
}
TEST_F(BackingUp, UnderAnIdThatIsTakenIsRefused) {
  const Uuid key = backup_.new_key();
  BackupCreate second = create({key});
  second.backup = backup_.created({key});
  EXPECT_THAT(check(second), FailsWith(Code::kConflict));
}
TEST_F(BackingUp, AHolderWhoIsNobodyOfThePolicyIsNamed) {
  BackupCreate act = create({backup_.new_key()});
  act.shares.groups[0].holders[1] = "mallory";
  EXPECT_THAT(check(act), FailsSaying(Code::kNotFound, "mallory"));
}
TEST_F(BackingUp, ThatReplacesNothingOrADeadBackupIsRefused) {
  const Uuid key = backup_.new_key();
  BackupCreate act = create({key});
  act.replaces = new_id();
  EXPECT_THAT(check(act), FailsWith(Code::kNotFound));
  act.replaces = backup_.live({key});
  EXPECT_THAT(check(act), IsOk());
  backup_.live({key}, act.replaces);
  EXPECT_THAT(check(act), RefusedBy("SHARE-SAFE"));
}
TEST_F(BackingUp, IsProvenOnlyOnceEveryHolderHasAcknowledged) {
  const Uuid backup = backup_.created({backup_.new_key()});
  EXPECT_THAT(check(BackupProve{backup}), RefusedBy("SHARE-SAFE"));
  must(backup_.say_received(backup, 1, "alice"));
  must(backup_.say_received(backup, 1, "carol"));
  EXPECT_THAT(check(BackupProve{backup}), FailsSaying(Code::kRefused, "bob"));
  must(backup_.say_received(backup, 1, "bob"));
  EXPECT_THAT(check(BackupProve{backup}), IsOk());
  EXPECT_THAT(check(BackupProve{new_id()}), FailsWith(Code::kNotFound));
}
TEST_F(BackingUp, ABackupWhoseKeysAreAllDestroyedIsNotProven) {
  const std::vector<Uuid> keys = {backup_.new_key(), backup_.new_key()};
  const Uuid backup = backup_.live(keys);
  destroy(keys[0]);
  EXPECT_THAT(check(BackupProve{backup}), IsOk());
  destroy(keys[1]);
  EXPECT_THAT(check(BackupProve{backup}), RefusedBy("KEY-STATE"));
}
TEST_F(BackingUp, ADestroyedKeyIsNeverRestored) {
  const std::vector<Uuid> keys = {backup_.new_key(), backup_.new_key()};
  const Uuid backup = backup_.live(keys);
  EXPECT_THAT(check(restore(backup, keys)), IsOk());
  destroy(keys[1]);
  EXPECT_THAT(check(restore(backup, keys)), FailsSaying(Code::kRefused, "for ever"));
  EXPECT_THAT(check(restore(backup, {keys[0]})), IsOk());
}
TEST_F(BackingUp, AKeyOfAnotherBackupIsNotRestored) {
  const Uuid backup = backup_.live({backup_.new_key()});
  EXPECT_THAT(check(restore(backup, {backup_.new_key()})), FailsWith(Code::kNotFound));
}
TEST_F(BackingUp, AKeyIsNotRestoredOntoItsOwnTokenOrTwiceOntoAnother) {
  const Uuid key = backup_.new_key();
  const Uuid backup = backup_.live({key});
  BackupRestore act = restore(backup, {key});
  act.token_serial = vault_.books().founding.token.serial;
  EXPECT_THAT(check(act), FailsWith(Code::kConflict));
  backup_.execute(vault_.approved(restore(backup, {key})));
  EXPECT_THAT(check(restore(backup, {key})), FailsSaying(Code::kConflict, "already"));
}
TEST_F(BackingUp, OnlyAKeyThatMayBeExposedIsRestoredThroughTheHost) {
  const Uuid vital = backup_.new_key("vital");
  const Uuid portable = backup_.new_key("portable");
  const Uuid backup = backup_.live({vital, portable});
  BackupRestore act = restore(backup, {portable});
  act.way = RestoreWay::kHostMediated;
  EXPECT_THAT(check(act), IsOk());
  act.keys.push_back(vital);
  EXPECT_THAT(check(act), RefusedBy("KEY-EXPOSED"));
}
TEST_F(BackingUp, SharesAreSplitAnewOnlyWhileTheyCount) {
  const Uuid backup = backup_.created({backup_.new_key()});
  const SharesReshare act{backup, backup_.plan_of({"alice", "bob", "dave"})};
  EXPECT_THAT(check(act), RefusedBy("SHARE-SAFE"));
  backup_.acknowledged(backup);
  EXPECT_THAT(check(act), IsOk());
  EXPECT_THAT(check(SharesReshare{backup, backup_.plan_of({"alice", "mallory"})}),
              FailsWith(Code::kNotFound));
}
// KEY-PROVEN; trap 9
TEST_F(BackingUp, AKeyThatWantsABackupGoesLiveOnlyAfterItsProof) {
  const Uuid key = backup_.new_key();
  EXPECT_THAT(activate(key), RefusedBy("KEY-PROVEN"));
  const Uuid backup = backup_.created({key});
  EXPECT_THAT(activate(key), RefusedBy("KEY-PROVEN"));
  backup_.acknowledged(backup);
  EXPECT_THAT(activate(key), RefusedBy("KEY-PROVEN"));
  backup_.proven(backup);
  EXPECT_THAT(activate(key), IsOk());
  vault_.done(KeyActivate{key});
  EXPECT_EQ(vault_.books().key(key)->state, KeyState::kActive);
}
TEST_F(BackingUp, AProofOfABackupThatWasReplacedDoesNotCount) {
  const Uuid key = backup_.new_key();
  const Uuid first = backup_.live({key});
  backup_.proven(first);
  const Uuid second = backup_.created({key}, first);
  EXPECT_THAT(activate(key), IsOk());
  backup_.acknowledged(second);
  EXPECT_THAT(activate(key), FailsSaying(Code::kRefused, "replaced"));
  backup_.proven(second);
  EXPECT_THAT(activate(key), IsOk());
}
TEST_F(BackingUp, ARewrapIsOfALivingBackupWithALivingKeyUnderANewId) {
  const Uuid key = backup_.new_key();
  const Uuid pending = backup_.created({key});
  EXPECT_THAT(check(BackupRewrap{pending, new_id(), backup_.plan()}), RefusedBy("SHARE-SAFE"));
  const Uuid id = backup_.live({key});
  EXPECT_THAT(check(BackupRewrap{id, new_id(), backup_.plan()}), IsOk());
  EXPECT_THAT(check(BackupRewrap{id, pending, backup_.plan()}), FailsWith(Code::kConflict));
  EXPECT_THAT(check(BackupRewrap{new_id(), key, backup_.plan()}), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(BackupRewrap{id, new_id(), backup_.plan_of({"alice", "mallory"})}),
              FailsSaying(Code::kNotFound, "mallory"));
  destroy(key);
  EXPECT_THAT(check(BackupRewrap{id, new_id(), backup_.plan()}), RefusedBy("KEY-STATE"));
}
TEST_F(BackingUp, ADeadBackupIsNotRewrapped) {
  const Uuid key = backup_.new_key();
  const Uuid id = backup_.live({key});
  backup_.live({key}, id);
  EXPECT_THAT(check(BackupRewrap{id, new_id(), backup_.plan()}), RefusedBy("SHARE-SAFE"));
}
TEST_F(BackingUp, OnlyACopyThatTheLogKnowsIsDestroyedElsewhere) {
  const Uuid key = backup_.new_key();
  const Uuid id = backup_.live({key});
  EXPECT_THAT(check(CopyDestroy{key, "second"}), FailsSaying(Code::kNotFound, "second"));
  EXPECT_THAT(check(CopyDestroy{new_id(), "second"}), FailsWith(Code::kNotFound));
  backup_.execute(vault_.approved(restore(id, {key})));
  EXPECT_THAT(check(CopyDestroy{key, "second"}), IsOk());
  EXPECT_THAT(check(CopyDestroy{key, vault_.books().founding.token.serial}),
              FailsSaying(Code::kConflict, "key.destroy"));
  backup_.execute(vault_.approved(CopyDestroy{key, "second"}));
  EXPECT_THAT(check(CopyDestroy{key, "second"}), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(restore(id, {key})), IsOk());
}
TEST_F(BackingUp, ACopyOfADeadKeyIsDestroyedOnATokenThatBecameTheVaultsOwn) {
  const Uuid dead = backup_.new_key();
  const Uuid lives = backup_.new_key();
  backup_.execute(vault_.approved(restore(backup_.live({dead, lives}), {dead, lives})));
  destroy(dead);
  vault_.done(vault_.move_to("second"));
  EXPECT_THAT(check(CopyDestroy{dead, "second"}), IsOk());
  EXPECT_THAT(check(CopyDestroy{lives, "second"}), FailsSaying(Code::kConflict, "key.destroy"));
}
// KEY-PROVEN: what was proven was the old blob.
TEST_F(BackingUp, ARewrappedBackupWantsItsOwnProof) {
  const Uuid key = backup_.new_key();
  const Uuid id = backup_.live({key});
  backup_.proven(id);
  EXPECT_THAT(activate(key), IsOk());
  const Uuid next = new_id();
  backup_.execute(vault_.approved(BackupRewrap{id, next, backup_.plan()}));
  EXPECT_THAT(activate(key), IsOk());  // the old one counts until the new one is acknowledged
  backup_.acknowledged(next);
  EXPECT_THAT(activate(key), RefusedBy("KEY-PROVEN"));
  backup_.proven(next);
  EXPECT_THAT(activate(key), IsOk());
}

}  // namespace backing_up_test
}  // namespace pyx::custody
