#include "custody/acts/backup_effects.h"

#include "tests/support/memory_backup.h"

namespace pyx::custody {
namespace backup_effects_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;

class BackupEffects : public ::testing::Test {
 protected:
  // An approved act whose intent is in the log.
  Uuid begun(ActParameters parameters) {
    const Uuid act = vault_.approved(std::move(parameters));
    must(vault_.append(vault_.intent(act)));
    return act;
  }
  BackupCreate create() { return {Uuid::v7(vault_.clock.now()), {key_}, backup_.plan(), {}}; }

  pyx::testing::MemoryVault vault_;
  pyx::testing::MemoryBackup backup_{vault_};
  const Uuid key_ = backup_.new_key();
};

TEST_F(BackupEffects, ABackupIsRecordedWithItsShares) {
  const BackupCreate act = create();
  const Uuid id = begun(act);
  const ExecutedLeaf leaf = backup_.leaf_of(id);
  must(vault_.append(leaf));
  const BackupRecord& backup = *vault_.books().backup(act.backup);
  EXPECT_EQ(backup.file, leaf.backup_file);
  EXPECT_EQ(backup.keys, act.keys);
  ASSERT_EQ(backup.sets.size(), 1U);
  EXPECT_EQ(backup.sets[0].record, leaf.share_set);
  EXPECT_EQ(backup.sets[0].plan, act.shares);
  EXPECT_EQ(backup.sets[0].state, ShareSetState::kPending);
  ASSERT_EQ(backup.sets[0].shares.size(), 3U);
  EXPECT_EQ(backup.sets[0].shares[2].holder, "carol");
  EXPECT_EQ(backup.live(), nullptr);
}
TEST_F(BackupEffects, AFileThatTheLogKeyDidNotSignIsRefused) {
  const BackupCreate act = create();
  ExecutedLeaf leaf = backup_.leaf_of(begun(act));
  leaf.backup_file = backup_.put(backup_.file(act), &vault_.people.at("alice"));
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "log key"));
}
TEST_F(BackupEffects, AFileOfAnotherVaultOrBackupIsRefused) {
  const BackupCreate act = create();
  ExecutedLeaf leaf = backup_.leaf_of(begun(act));
  BackupFile file = backup_.file(act);
  file.vault = sha256("another");
  leaf.backup_file = backup_.put(file);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "another vault"));
  file = backup_.file(act);
  file.backup = key_;
  leaf.backup_file = backup_.put(file);
  EXPECT_THAT(vault_.append(leaf), FailsWith(Code::kBadInput));
}
TEST_F(BackupEffects, AFileWithoutAKeyOfTheActOrWithAnotherPublicKeyIsRefused) {
  const Uuid other = backup_.new_key();
  BackupCreate act = create();
  act.keys.push_back(other);
  ExecutedLeaf leaf = backup_.leaf_of(begun(act));
  BackupFile file = backup_.file(act);
  file.keys.pop_back();
  leaf.backup_file = backup_.put(file);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "keys of the act"));
  file = backup_.file(act);
  file.keys[1].spki = file.keys[0].spki;
  leaf.backup_file = backup_.put(file);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, other.text()));
  leaf.backup_file = backup_.put(backup_.file(act));
  EXPECT_THAT(vault_.append(leaf), IsOk());
}
TEST_F(BackupEffects, AShareSetThatIsNotSplitAsTheActSaysIsRefused) {
  const BackupCreate act = create();
  ExecutedLeaf leaf = backup_.leaf_of(begun(act));
  for (const SharePlan& plan :
       {backup_.plan_of({"alice", "bob"}), backup_.plan_of({"alice", "bob", "dave"}),
        backup_.plan_of({"bob", "alice", "carol"}),
        SharePlan{1, {{3, {"alice", "bob", "carol"}}}}}) {
    leaf.share_set = backup_.put(backup_.share_set(act.backup, plan));
    EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "as the act says"));
  }
  leaf.share_set = backup_.put(backup_.share_set(key_, act.shares));
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "another vault, backup"));
}
TEST_F(BackupEffects, ALeafWithoutItsBlobsOrWithThoseOfAnotherTypeIsRefused) {
  const ExecutedLeaf whole = backup_.leaf_of(begun(create()));
  for (auto member : {&ExecutedLeaf::backup_file, &ExecutedLeaf::share_set}) {
    ExecutedLeaf leaf = whole;
    leaf.*member = std::nullopt;
    EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "does not fit"));
  }
  ExecutedLeaf leaf = whole;
  leaf.token_proof = whole.share_set;
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "does not fit"));
  leaf = whole;
  leaf.share_set = sha256("nothing");
  EXPECT_THAT(vault_.append(leaf), FailsWith(Code::kNotFound));
}
TEST_F(BackupEffects, AProofIsRecordedAtEveryKeyThatLives) {
  const Uuid dead = backup_.new_key();
  const Uuid backup = backup_.live({key_, dead});
  vault_.done(KeyDestroy{dead});
  const Uuid act = begun(BackupProve{backup});
  ExecutedLeaf leaf{act, {}, {}};
  leaf.token_proof = backup_.put(backup_.proof(act, backup, {key_, dead}));
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "every key"));
  leaf.token_proof = backup_.put(backup_.proof(act, backup, {key_}));
  must(vault_.append(leaf));
  const KeyRecord& key = *vault_.books().key(key_);
  ASSERT_TRUE(key.proven.has_value());
  EXPECT_EQ(key.proven->backup, backup);
  EXPECT_EQ(key.proven->token_serial, "second");
  EXPECT_EQ(key.proven->module, "libtest.so");
  EXPECT_FALSE(key.exposed());
  EXPECT_FALSE(vault_.books().key(dead)->proven.has_value());
}
TEST_F(BackupEffects, AProofThatDoesNotVerifyIsRefused) {
  const Uuid other = backup_.new_key();
  const Uuid backup = backup_.live({key_});
  const Uuid act = begun(BackupProve{backup});
  ExecutedLeaf leaf{act, {}, {}};
  TokenProof proof = backup_.proof(act, backup, {key_});
  proof.keys[0].signature = backup_.proof(act, backup, {other}).keys[0].signature;
  leaf.token_proof = backup_.put(proof);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "does not verify"));
  proof = backup_.proof(other, backup, {key_});
  leaf.token_proof = backup_.put(proof);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "another vault, backup or act"));
  // The same act's message, signed for another act.
  proof.act = act;
  leaf.token_proof = backup_.put(proof);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "does not verify"));
}
TEST_F(BackupEffects, AProofOnTheVaultsOwnTokenIsNone) {
  const Uuid backup = backup_.live({key_});
  const Uuid act = begun(BackupProve{backup});
  ExecutedLeaf leaf{act, {}, {}};
  TokenProof proof = backup_.proof(act, backup, {key_});
  proof.token = vault_.books().founding.token;
  leaf.token_proof = backup_.put(proof);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "another token"));
}
TEST_F(BackupEffects, AnExposedProofStaysWithTheKeyAndStopsItsActivation) {
  const Uuid portable = backup_.new_key("portable");
  const Uuid backup = backup_.live({key_, portable});
  const Uuid act = begun(BackupProve{backup});
  ExecutedLeaf leaf{act, {}, {}};
  TokenProof proof = backup_.proof(act, backup, {key_, portable});
  proof.exposure = Exposure::kExposed;
  leaf.token_proof = backup_.put(proof);
  must(vault_.append(leaf));
  EXPECT_TRUE(vault_.books().key(key_)->exposed());
  EXPECT_THAT(vault_.propose(vault_.act(KeyActivate{key_})),
              pyx::testing::RefusedBy("KEY-EXPOSED"));
  EXPECT_THAT(vault_.propose(vault_.act(KeyActivate{portable})), IsOk());
}
TEST_F(BackupEffects, ARestoreLeavesACopyOnTheTokenOfTheAct) {
  const Uuid backup = backup_.live({key_});
  const Uuid act = begun(BackupRestore{backup, {key_}, "second", RestoreWay::kInToken});
  ExecutedLeaf leaf{act, {}, {}};
  TokenProof proof = backup_.proof(act, backup, {key_});
  proof.token.serial = "third";
  leaf.token_proof = backup_.put(proof);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "another token"));
  leaf.token_proof = backup_.put(backup_.proof(act, backup, {key_}));
  must(vault_.append(leaf));
  ASSERT_EQ(vault_.books().key(key_)->restored.size(), 1U);
  EXPECT_EQ(vault_.books().key(key_)->restored[0].token_serial, "second");
}
TEST_F(BackupEffects, AHostMediatedRestoreSaysThatItExposes) {
  const Uuid portable = backup_.new_key("portable");
  const Uuid backup = backup_.live({portable});
  const Uuid act = begun(BackupRestore{backup, {portable}, "second", RestoreWay::kHostMediated});
  ExecutedLeaf leaf{act, {}, {}};
  leaf.token_proof = backup_.put(backup_.proof(act, backup, {portable}));
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "exposes"));
  must(vault_.append(backup_.leaf_of(act)));
  EXPECT_TRUE(vault_.books().key(portable)->exposed());
}
TEST_F(BackupEffects, NewSharesAreTheNextVersionOfTheSameSecret) {
  const Uuid backup = backup_.live({key_});
  const SharePlan others = backup_.plan_of({"alice", "bob", "dave"});
  const Uuid act = begun(SharesReshare{backup, others});
  ExecutedLeaf leaf{act, {}, {}};
  leaf.share_set = backup_.put(backup_.share_set(backup, others, 3));
  EXPECT_THAT(vault_.append(leaf), FailsWith(Code::kBadInput));
  pyx::testing::MemoryBackup another(vault_);  // with another wrap key
  leaf.share_set = another.put(another.share_set(backup, others, 2));
  EXPECT_THAT(vault_.append(leaf), FailsWith(Code::kBadInput));
  must(vault_.append(backup_.leaf_of(act)));
  const BackupRecord& record = *vault_.books().backup(backup);
  ASSERT_EQ(record.sets.size(), 2U);
  EXPECT_EQ(record.sets[0].state, ShareSetState::kLive);
  EXPECT_EQ(record.sets[1].state, ShareSetState::kPending);
}
TEST_F(BackupEffects, AnUnacknowledgedSetGivesWayToTheNext) {
  const Uuid backup = backup_.live({key_});
  backup_.execute(vault_.approved(SharesReshare{backup, backup_.plan()}));
  backup_.execute(vault_.approved(SharesReshare{backup, backup_.plan()}));
  const BackupRecord& record = *vault_.books().backup(backup);
  ASSERT_EQ(record.sets.size(), 3U);
  EXPECT_EQ(record.sets[0].state, ShareSetState::kLive);
  EXPECT_EQ(record.sets[1].state, ShareSetState::kDead);
  EXPECT_EQ(record.sets[2].state, ShareSetState::kPending);
}
TEST_F(BackupEffects, ARewrappedBackupReplacesTheOneItCameFrom) {
  const Uuid from = backup_.live({key_});
  const Uuid next = Uuid::v7(vault_.clock.now());
  backup_.execute(vault_.approved(BackupRewrap{from, next, backup_.plan()}));
  const BackupRecord& backup = *vault_.books().backup(next);
  EXPECT_EQ(backup.keys, std::vector{key_});
  EXPECT_EQ(backup.replaces, from);
  EXPECT_EQ(backup.rewrapped_from, from);
  EXPECT_EQ(backup.sets.front().state, ShareSetState::kPending);
}
TEST_F(BackupEffects, ARewrappedFileNamesTheFileBeforeAndAnewMadeOneDoesNot) {
  const Uuid from = backup_.live({key_});
  const Uuid next = Uuid::v7(vault_.clock.now());
  ExecutedLeaf leaf = backup_.leaf_of(begun(BackupRewrap{from, next, backup_.plan()}));
  BackupFile file = backup_.file({next, {key_}, backup_.plan(), {}});
  leaf.backup_file = backup_.put(file);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "rewrapped from"));
  file.rewrapped_from = RewrappedFrom{from, sha256("another file")};
  leaf.backup_file = backup_.put(file);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "rewrapped from"));
  file.rewrapped_from->file = vault_.books().backup(from)->file;
  leaf.backup_file = backup_.put(file);
  must(vault_.append(leaf));
  const BackupCreate act = create();
  ExecutedLeaf made = backup_.leaf_of(begun(act));
  BackupFile lie = backup_.file(act);
  lie.rewrapped_from = file.rewrapped_from;
  made.backup_file = backup_.put(lie);
  EXPECT_THAT(vault_.append(made), FailsSaying(Code::kBadInput, "made it anew"));
}
TEST_F(BackupEffects, ADestroyedKeyIsLeftOutOfARewrap) {
  const Uuid other = backup_.new_key();
  const Uuid from = backup_.live({key_, other});
  vault_.done(KeyDestroy{key_});
  const Uuid next = Uuid::v7(vault_.clock.now());
  ExecutedLeaf leaf = backup_.leaf_of(begun(BackupRewrap{from, next, backup_.plan()}));
  const ExecutedLeaf honest = leaf;
  BackupFile with_it = backup_.file({next, {key_, other}, backup_.plan(), {}});
  with_it.rewrapped_from = RewrappedFrom{from, vault_.books().backup(from)->file};
  leaf.backup_file = backup_.put(with_it);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "keys of the act"));
  must(vault_.append(honest));
  EXPECT_EQ(vault_.books().backup(next)->keys, std::vector{other});
}
TEST_F(BackupEffects, ARewrapWithoutItsFileOrItsSharesIsRefused) {
  const Uuid from = backup_.live({key_});
  ExecutedLeaf leaf =
      backup_.leaf_of(begun(BackupRewrap{from, Uuid::v7(vault_.clock.now()), backup_.plan()}));
  leaf.share_set.reset();
  EXPECT_THAT(vault_.append(leaf), FailsWith(Code::kBadInput));
}
TEST_F(BackupEffects, AnEarlierProofThatExposedTheKeyIsNotForgotten) {
  const Uuid id = backup_.live({key_});
  const Uuid act = begun(BackupProve{id});
  TokenProof exposed = backup_.proof(act, id, {key_});
  exposed.exposure = Exposure::kExposed;
  ExecutedLeaf leaf{act, {}, {}};
  leaf.token_proof = backup_.put(exposed);
  must(vault_.append(leaf));
  backup_.proven(id);
  EXPECT_FALSE(vault_.books().key(key_)->proven->exposed);
  EXPECT_TRUE(vault_.books().key(key_)->exposed());
}

}  // namespace backup_effects_test
}  // namespace pyx::custody
