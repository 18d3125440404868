#include "custody/backup_desk.h"

#include "base/file.h"
#include "custody/backups/backup_file.h"
#include "pkcs11/open_token.h"
#include "tests/support/backup_table.h"
#include "tests/support/matrix_example.h"

namespace pyx::custody {
namespace backup_desk_test {

using pyx::testing::BackupTable;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using pyx::testing::SpareToken;
using ::testing::SizeIs;

class AtTheBackupDesk : public ::testing::Test {
 protected:
  ActState state(const Uuid& act) { return must(at_.vault->act(act)).state; }
  ActRecord activate(const Uuid& key) { return at_.vault.done(KeyActivate{key}); }
  Result<ActRecord> try_activate(const Uuid& key) {
    const Act act = at_.vault.act(KeyActivate{key});
    return at_.vault->propose(
        pyx::testing::envelope_by({&at_.vault.people.at("olga")}, encode_act(act)), std::nullopt);
  }

  BackupTable at_;
  const Uuid key_ = at_.vault.make_key("issuer-lasting");
};

// KEY-PROVEN, from the key's birth to its first signature.
TEST_F(AtTheBackupDesk, AKeyGoesLiveOnlyAfterItsBackupCameBack) {
  EXPECT_THAT(try_activate(key_), RefusedBy("KEY-PROVEN"));
  at_.created({key_});
  EXPECT_THAT(at_.table.paper, SizeIs(3));
  EXPECT_THAT(try_activate(key_), RefusedBy("KEY-PROVEN"));
  at_.acknowledged();
  at_.proven();
  const KeyRecord record = at_.vault.key(key_);
  ASSERT_TRUE(record.proven.has_value());
  EXPECT_EQ(record.proven->token_serial, at_.spare.serial());
  EXPECT_EQ(record.proven->module, "libsofthsm2.so");
  activate(key_);
  EXPECT_EQ(at_.vault.key(key_).state, KeyState::kActive);
  EXPECT_THAT(at_.vault.exported_and_verified(), IsOk());
}
TEST_F(AtTheBackupDesk, TheFileHoldsTheKeysWrappedUnderATrustedKeyAndNoOther) {
  const Uuid other = at_.vault.make_key("issuer-lasting");
  at_.created({key_, other});
  const Bytes blob = must(at_.vault->blob(at_.record().file));
  const Envelope envelope = must(parse_envelope(as_text(blob)));
  const BackupFile file = must(parse_backup(envelope.payload));
  ASSERT_THAT(file.keys, SizeIs(2));
  EXPECT_EQ(file.keys[1].id, other);
  EXPECT_EQ(*file.keys[1].spki, at_.vault.key(other).public_key->spki());
  EXPECT_EQ(file.under, WrappedUnder::kTrustedKey);
  ASSERT_THAT(file.sources, SizeIs(2));
  EXPECT_EQ(file.sources[0].name, "token");
}
TEST_F(AtTheBackupDesk, DiceAreMixedInIfSomebodyThrewThem) {
  Bytes dice = to_bytes("3 5 1 6 2 4 4 1");
  must(at_.desk().create(at_.approved_backup({key_}), at_.table, at_.wrapper(),
                         must(SecretBytes::take(dice))));
  const Bytes blob = must(at_.vault->blob(at_.record().file));
  const BackupFile file = must(parse_backup(must(parse_envelope(as_text(blob))).payload));
  ASSERT_THAT(file.sources, SizeIs(3));
  EXPECT_EQ(file.sources[2].name, "dice");
}
// SECRET-NEVER: neither the wrap key nor a share is in any file of the vault or of its token.
TEST_F(AtTheBackupDesk, NoFileHoldsAWordOfAShare) {
  at_.created({key_});
  at_.acknowledged();
  at_.proven();
  at_.vault.close();
  for (const auto& folder : {at_.vault.folder.path(), at_.vault.softhsm.folder()}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      const Bytes bytes = must(read_file(entry.path(), std::size_t{1} << 28U));
      for (const auto& [place, words] : at_.table.paper) {
        // Five words are more than chance would put there.
        std::size_t end = 0;
        for (int i = 0; i < 5; ++i) end = words.find(' ', end + 1);
        EXPECT_EQ(as_text(bytes).find(words.substr(0, end)), std::string_view::npos)
            << entry.path();
      }
    }
  }
}
// The set is void and is made again, under the same act.
TEST_F(AtTheBackupDesk, AHandOverThatFailsIsBegunAgainWithNewShares) {
  const Uuid act = at_.approved_backup({key_});
  at_.table.on_hand_over = [](const std::string& holder) -> Result<void> {
    if (holder == "bob") return error(Code::kAskPerson, "the printer is jammed");
    return {};
  };
  EXPECT_THAT(at_.desk().create(act, at_.table, at_.wrapper()),
              FailsSaying(Code::kAskPerson, "jammed"));
  EXPECT_EQ(state(act), ActState::kExecuting);
  EXPECT_THAT(must(at_.vault->backups()), SizeIs(0));
  const std::string first = at_.table.paper.at({1, "alice"});
  at_.table.on_hand_over = nullptr;
  EXPECT_THAT(at_.desk().create(act, at_.table, at_.wrapper()), IsOk());
  EXPECT_NE(at_.table.paper.at({1, "alice"}), first);
  EXPECT_THAT(must(at_.vault->backups()), SizeIs(1));
}
TEST_F(AtTheBackupDesk, WhatWasBegunIsGoneOnWithAfterARestart) {
  const Uuid act = at_.approved_backup({key_});
  at_.table.on_hand_over = [](const std::string&) -> Result<void> {
    return error(Code::kAskPerson, "lunch");
  };
  EXPECT_THAT(at_.desk().create(act, at_.table, at_.wrapper()), FailsWith(Code::kAskPerson));
  at_.vault.close();
  at_.open();
  EXPECT_EQ(state(act), ActState::kExecuting);
  EXPECT_THAT(at_.vault->execute(at_.vault.approved(KeyDestroy{key_})),
              FailsSaying(Code::kRetry, "give-up"));
  at_.table.on_hand_over = nullptr;
  EXPECT_THAT(at_.desk().create(act, at_.table, at_.wrapper()), IsOk());
  EXPECT_EQ(state(act), ActState::kExecuted);
}
TEST_F(AtTheBackupDesk, WhatWasBegunCanBeGivenUp) {
  const Uuid act = at_.approved_backup({key_});
  EXPECT_THAT(at_.desk().give_up(act), FailsWith(Code::kConflict));
  at_.table.on_hand_over = [](const std::string&) -> Result<void> {
    return error(Code::kAskPerson, "nobody came");
  };
  EXPECT_THAT(at_.desk().create(act, at_.table, at_.wrapper()), FailsWith(Code::kAskPerson));
  EXPECT_THAT(at_.desk().give_up(act), IsOk());
  EXPECT_EQ(state(act), ActState::kFailed);
  EXPECT_THAT(at_.desk().create(act, at_.table, at_.wrapper()), FailsWith(Code::kConflict));
}
TEST_F(AtTheBackupDesk, AnActOfAnotherTypeOrWithoutItsQuorumIsNotBegun) {
  const Uuid other = at_.vault.approved(KeyDestroy{key_});
  EXPECT_THAT(at_.desk().create(other, at_.table, at_.wrapper()),
              FailsSaying(Code::kBadInput, "key.destroy"));
  const Uuid open =
      at_.vault.propose(BackupCreate{at_.vault.new_id(), {key_}, BackupTable::plan(), {}});
  EXPECT_THAT(at_.desk().create(open, at_.table, at_.wrapper()), RefusedBy("ACT-QUORUM"));
  EXPECT_TRUE(at_.table.paper.empty());
  EXPECT_THAT(at_.vault->execute(open), FailsSaying(Code::kBadInput, "pyx backup"));
}
// BACKUP-PLANNED: at the table it is the token that was planned with.
TEST_F(AtTheBackupDesk, ThePlannedTokenIsTakenAndAnotherIsNot) {
  at_.created({key_});
  at_.acknowledged();
  const auto tokens = must(pkcs11::list_tokens(pyx::testing::kSoftHsmModule));
  const auto own =
      std::ranges::find(tokens, at_.vault.token.serial(), &pkcs11::TokenIdentity::serial);
  const auto spare = std::ranges::find(tokens, at_.spare.serial(), &pkcs11::TokenIdentity::serial);
  const auto planned = [&](const pkcs11::TokenIdentity& second) {
    const Bytes matrix = must(encode_matrix(
        pyx::testing::matrix_of(*own, second, at_.vault.clock.now(), {at_.vault.key(key_).type})));
    const Uuid act = at_.vault.propose(at_.vault.act(BackupProve{at_.id, sha256(matrix)}), matrix);
    at_.vault.approve(act);
    return act;
  };
  pkcs11::TokenIdentity other = *spare;
  other.serial = "another";
  const Uuid wrong = planned(other);
  EXPECT_THAT(at_.desk().prove(wrong, at_.table, SpareToken::opener(at_.spare)),
              RefusedBy("BACKUP-PLANNED"));
  EXPECT_THAT(at_.desk().give_up(wrong), IsOk());
  EXPECT_THAT(at_.desk().prove(planned(*spare), at_.table, SpareToken::opener(at_.spare)), IsOk());
  // The matrix is evidence: whoever takes the log away gets it, and verifies with it.
  const auto verified = at_.vault.exported_and_verified();
  EXPECT_THAT(verified, IsOk());
}
TEST_F(AtTheBackupDesk, TooFewSharesOrOldOnesDoNotProveIt) {
  at_.created({key_});
  at_.acknowledged();
  const Uuid act = at_.vault.approved(BackupProve{at_.id});
  at_.table.coming = {{1, "bob"}, {1, "bob"}};
  EXPECT_THAT(at_.desk().prove(act, at_.table, SpareToken::opener(at_.spare)),
              RefusedBy("SHARE-SAFE"));
  ASSERT_THAT(at_.table.verdicts, SizeIs(2));
  EXPECT_EQ(at_.table.verdicts[1].verdict, shares::Verdict::kDuplicate);
  at_.table.coming = {{1, "bob"}, {1, "carol"}};
  EXPECT_THAT(at_.desk().prove(act, at_.table, SpareToken::opener(at_.spare)), IsOk());
}
// SHARE-SAFE: custody changes hands, and the key does not change.
TEST_F(AtTheBackupDesk, AHolderIsReplacedAndHisShareRefusedByName) {
  at_.created({key_});
  at_.acknowledged();
  const Uuid act = at_.vault.approved(SharesReshare{at_.id, {1, {{2, {"alice", "bob", "dave"}}}}});
  EXPECT_THAT(at_.desk().reshare(act, at_.table), IsOk());
  EXPECT_EQ(at_.record().live()->version, 1U);
  at_.acknowledged(2);
  EXPECT_EQ(at_.record().live()->version, 2U);
  const Uuid prove = at_.vault.approved(BackupProve{at_.id});
  at_.table.coming = {{1, "carol"}, {2, "dave"}, {2, "alice"}};
  at_.table.verdicts.clear();
  EXPECT_THAT(at_.desk().prove(prove, at_.table, SpareToken::opener(at_.spare)), IsOk());
  EXPECT_EQ(at_.table.verdicts[0].verdict, shares::Verdict::kStale);
  EXPECT_EQ(at_.table.verdicts[0].holder, "carol");
  EXPECT_EQ(at_.table.verdicts[2].verdict, shares::Verdict::kAccepted);
}
TEST_F(AtTheBackupDesk, ARestoredKeySignsOnTheOtherTokenUnderTheSameId) {
  at_.created({key_});
  at_.acknowledged();
  const Uuid act =
      at_.vault.approved(BackupRestore{at_.id, {key_}, at_.spare.serial(), RestoreWay::kInToken});
  EXPECT_THAT(at_.desk().restore(act, at_.table, SpareToken::opener(at_.spare)), IsOk());
  EXPECT_THAT(at_.vault.key(key_).restored, SizeIs(1));
  at_.vault.close();
  const auto token = must(pkcs11::open_token(at_.spare.uri(), at_.spare.pin()));
  EXPECT_EQ(pyx::testing::objects_of(*token, key_), 2U);
}
TEST_F(AtTheBackupDesk, ARestoreThatWasCutOffIsDoneAgainWithoutAConflict) {
  at_.created({key_});
  at_.acknowledged();
  const Uuid act =
      at_.vault.approved(BackupRestore{at_.id, {key_}, at_.spare.serial(), RestoreWay::kInToken});
  {
    // What an attempt leaves that dies before its outcome is recorded.
    EXPECT_THAT(
        at_.desk().restore(
            act, at_.table,
            [this](const SecretBytes& wrap_key) -> Result<std::unique_ptr<SecondToken>> {
              PYX_ASSIGN(auto token, SpareToken::opener(at_.spare)(wrap_key));
              const Bytes blob = must(at_.vault->blob(at_.record().file));
              const BackupFile file =
                  must(parse_backup(must(parse_envelope(as_text(blob))).payload));
              const KeyRecord key = at_.vault.key(key_);
              must(token->restore({{key.id, key.type, key.purpose, key.name, key.exceptions,
                                    pkcs11::Wrapping::kUnderTrusted, pkcs11::Origin::kBroughtIn},
                                   file.keys[0].wrapped,
                                   key.public_key},
                                  sha256("x"), [](ByteView) { return Result<void>(); }));
              return error(Code::kRetry, "the cable was pulled");
            }),
        FailsWith(Code::kRetry));
  }
  EXPECT_THAT(at_.desk().restore(act, at_.table, SpareToken::opener(at_.spare)), IsOk());
}
TEST_F(AtTheBackupDesk, ARestoreOntoAnotherTokenThanTheActsIsRefused) {
  at_.created({key_});
  at_.acknowledged();
  const Uuid act =
      at_.vault.approved(BackupRestore{at_.id, {key_}, "another", RestoreWay::kInToken});
  EXPECT_THAT(at_.desk().restore(act, at_.table, SpareToken::opener(at_.spare)),
              RefusedBy("TOKEN-BOUND"));
}
TEST_F(AtTheBackupDesk, ADestroyedKeysBlobIsRefusedForEver) {
  at_.created({key_});
  at_.acknowledged();
  at_.vault.done(KeyDestroy{key_});
  const Act act =
      at_.vault.act(BackupRestore{at_.id, {key_}, at_.spare.serial(), RestoreWay::kInToken});
  EXPECT_THAT(
      at_.vault->propose(pyx::testing::envelope_by({&at_.vault.people.at("olga")}, encode_act(act)),
                         std::nullopt),
      RefusedBy("KEY-STATE"));
}

}  // namespace backup_desk_test
}  // namespace pyx::custody
