#include "custody/backups/backup_file.h"
#include "pkcs11/open_token.h"
#include "tests/support/backup_table.h"

namespace pyx::custody {
namespace backup_rewrapping_test {

using pyx::testing::BackupTable;
using pyx::testing::envelope_by;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::objects_of;
using pyx::testing::RefusedBy;
using pyx::testing::SpareToken;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Rewrapping : public ::testing::Test {
 protected:
  Rewrapping() {
    at_.created({key_});
    at_.acknowledged();
    at_.proven();
  }
  Result<ActRecord> rewrap(const Uuid& act) {
    return at_.desk().rewrap(act, at_.table, at_.rewrapper());
  }
  Result<ActRecord> propose(ActParameters parameters) {
    return at_.vault->propose(envelope_by({&at_.vault.people.at("olga")},
                                          encode_act(at_.vault.act(std::move(parameters)))),
                              std::nullopt);
  }
  BackupRecord backup(const Uuid& id) {
    for (const BackupRecord& one : must(at_.vault->backups()))
      if (one.id == id) return one;
    throw std::runtime_error("there is no such backup");
  }
  BackupFile file(const Uuid& id) {
    const Bytes blob = must(at_.vault->blob(backup(id).file));
    return must(parse_backup(must(parse_envelope(as_text(blob))).payload));
  }
  void restore() {
    must(at_.desk().restore(
        at_.vault.approved(BackupRestore{at_.id, {key_}, at_.spare.serial(), RestoreWay::kInToken}),
        at_.table, SpareToken::opener(at_.spare)));
  }
  std::size_t on(const pyx::testing::SoftHsmToken& token) {
    return objects_of(*must(pkcs11::open_token(token.uri(), token.pin())), key_);
  }

  BackupTable at_;
  const Uuid key_ = at_.vault.make_key("issuer-lasting");
};

TEST_F(Rewrapping, AnActiveKeyStaysActiveAndTheNewSharesOpenTheNewFile) {
  at_.vault.done(KeyActivate{key_});
  const Uuid from = at_.id;
  const BackupFile before = file(from);
  const std::string old_words = at_.table.paper.at({1, "alice"});
  ASSERT_THAT(rewrap(at_.approved_rewrap()), IsOk());
  EXPECT_NE(at_.table.paper.at({1, "alice"}), old_words);
  const BackupFile after = file(at_.id);
  ASSERT_THAT(after.keys, SizeIs(1));
  EXPECT_NE(after.keys[0].wrapped, before.keys[0].wrapped);
  EXPECT_EQ(after.keys[0].spki, before.keys[0].spki);
  EXPECT_EQ(after.under, WrappedUnder::kTrustedKey);
  EXPECT_EQ(after.rewrapped_from, (RewrappedFrom{from, backup(from).file}));
  EXPECT_NE(after.sources, before.sources);
  // SHARE-SAFE: the old one counts until the last holder of the new one has his.
  EXPECT_NE(backup(from).live(), nullptr);
  at_.acknowledged();
  EXPECT_TRUE(backup(from).dead.has_value());
  EXPECT_EQ(at_.vault.key(key_).state, KeyState::kActive);
  at_.proven();
  EXPECT_EQ(at_.vault.key(key_).proven->backup, at_.id);
  EXPECT_THAT(at_.vault.key(key_).proven_before, SizeIs(1));
  EXPECT_THAT(at_.vault.exported_and_verified(), IsOk());
}
TEST_F(Rewrapping, WhatIsNotActiveWantsAProofOfTheNewFile) {
  must(rewrap(at_.approved_rewrap()));
  at_.acknowledged();
  EXPECT_THAT(propose(KeyActivate{key_}), RefusedBy("KEY-PROVEN"));
  at_.proven();
  EXPECT_THAT(propose(KeyActivate{key_}), IsOk());
}
TEST_F(Rewrapping, TheOldBackupIsRefusedOnceItIsDead) {
  const Uuid from = at_.id;
  must(rewrap(at_.approved_rewrap()));
  at_.acknowledged();
  EXPECT_THAT(propose(BackupProve{from}), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(propose(BackupRewrap{from, at_.vault.new_id(), BackupTable::plan()}),
              RefusedBy("SHARE-SAFE"));
}
TEST_F(Rewrapping, ADestroyedKeyIsLeftOutAndRefusedByName) {
  const Uuid other = at_.vault.make_key("issuer-lasting");
  at_.created({key_, other});
  at_.acknowledged();
  at_.vault.done(KeyDestroy{key_});
  must(rewrap(at_.approved_rewrap()));
  ASSERT_THAT(file(at_.id).keys, SizeIs(1));
  EXPECT_EQ(file(at_.id).keys[0].id, other);
  at_.acknowledged();
  EXPECT_THAT(propose(BackupRestore{at_.id, {key_}, at_.spare.serial(), RestoreWay::kInToken}),
              FailsSaying(Code::kRefused, key_.text()));
}
TEST_F(Rewrapping, WhatFailsLeavesTheOldBackupAsItWasAndIsDoneAgain) {
  const Uuid from = at_.id;
  const Uuid act = at_.approved_rewrap();
  const auto refuses = [](const SecretBytes&, const SecretBytes&,
                          std::span<const pkcs11::PassingKey>) -> Result<pkcs11::WrappedKeys> {
    return error(Code::kToken, "the token unwraps by RFC 5649 with none of its mechanisms");
  };
  EXPECT_THAT(at_.desk().rewrap(act, at_.table, refuses), FailsSaying(Code::kToken, "RFC 5649"));
  EXPECT_NE(backup(from).live(), nullptr);
  EXPECT_THAT(must(at_.vault->backups()), SizeIs(1));
  EXPECT_THAT(rewrap(act), IsOk());
}
TEST_F(Rewrapping, AKeyThatAnswersAsAnotherIsNotWrapped) {
  const Uuid act = at_.approved_rewrap();
  const auto lies = [this](const SecretBytes& old_wrap_key, const SecretBytes& new_wrap_key,
                           std::span<const pkcs11::PassingKey> keys) {
    std::vector<pkcs11::PassingKey> asked(keys.begin(), keys.end());
    asked[0].input[0] ^= 1U;  // what a token signs that signs something else
    return pkcs11::rewrap_keys(at_.vault.token_uri(), at_.vault.token.so_pin(),
                               at_.vault.token.pin(), old_wrap_key, new_wrap_key, asked);
  };
  const auto done = at_.desk().rewrap(act, at_.table, lies);
  EXPECT_THAT(done, RefusedBy("KEY-PROVEN"));
  EXPECT_THAT(done, FailsSaying(Code::kRefused, key_.text()));
}
TEST_F(Rewrapping, TooFewSharesOpenNothing) {
  at_.table.coming = {{1, "carol"}};
  EXPECT_THAT(rewrap(at_.approved_rewrap()), RefusedBy("SHARE-SAFE"));
}

// key.destroy, seen from every side.
TEST_F(Rewrapping, ADestroyedKeyIsNowhereOnItsTokenAndNothingBringsItBack) {
  at_.vault.done(KeyDestroy{key_});
  EXPECT_THAT(propose(BackupProve{at_.id}), RefusedBy("KEY-STATE"));
  EXPECT_THAT(propose(BackupRewrap{at_.id, at_.vault.new_id(), BackupTable::plan()}),
              RefusedBy("KEY-STATE"));
  EXPECT_THAT(propose(BackupRestore{at_.id, {key_}, at_.spare.serial(), RestoreWay::kInToken}),
              RefusedBy("KEY-STATE"));
  const KeyRecord key = at_.vault.key(key_);
  at_.vault.close();
  const auto token = at_.vault.open_token();
  EXPECT_EQ(objects_of(*token, key_), 0U);
  const Bytes digest(32, 1);
  const pkcs11::SignJob job{key_, Scheme::kEcdsaSha256, digest};
  EXPECT_THAT(token->sign({&job, 1}), FailsWith(Code::kNotFound));
  EXPECT_THAT(token->inspect({key.id, key.type, key.purpose, key.name, key.exceptions,
                              pkcs11::Wrapping::kUnderTrusted}),
              FailsWith(Code::kNotFound));
}
TEST_F(Rewrapping, WhatWasApprovedBeforeTheKeyWasDestroyedIsRefusedAfterwards) {
  const Uuid prove = at_.vault.approved(BackupProve{at_.id});
  const Uuid restore =
      at_.vault.approved(BackupRestore{at_.id, {key_}, at_.spare.serial(), RestoreWay::kInToken});
  const Uuid from = at_.id;
  const Uuid act = at_.approved_rewrap();
  at_.id = from;
  at_.vault.done(KeyDestroy{key_});
  EXPECT_THAT(at_.desk().prove(prove, at_.table, SpareToken::opener(at_.spare)),
              RefusedBy("KEY-STATE"));
  EXPECT_THAT(at_.desk().restore(restore, at_.table, SpareToken::opener(at_.spare)),
              FailsSaying(Code::kRefused, key_.text()));
  EXPECT_THAT(rewrap(act), RefusedBy("KEY-STATE"));
  at_.vault.close();
  EXPECT_EQ(on(at_.spare), 0U);
}
TEST_F(Rewrapping, ACopyElsewhereIsNamedUntilItWasDestroyedThere) {
  restore();
  const ActRecord destroyed = at_.vault.done(KeyDestroy{key_});
  EXPECT_THAT(destroyed.outcome, HasSubstr("not shown to be gone"));
  EXPECT_THAT(destroyed.outcome, HasSubstr("token serial " + at_.spare.serial()));
  at_.vault.close();
  const auto third = at_.vault.softhsm.make_token("third");
  at_.open();
  const Uuid act = at_.vault.approved(CopyDestroy{key_, at_.spare.serial()});
  EXPECT_THAT(at_.desk().destroy_copy(act, SpareToken::opener(third)), RefusedBy("TOKEN-BOUND"));
  ASSERT_THAT(at_.desk().destroy_copy(act, SpareToken::opener(at_.spare)), IsOk());
  EXPECT_TRUE(at_.vault.key(key_).restored.front().gone.has_value());
  EXPECT_THAT(propose(CopyDestroy{key_, at_.spare.serial()}), FailsWith(Code::kNotFound));
  EXPECT_THAT(at_.vault.exported_and_verified(), IsOk());
  at_.vault.close();
  EXPECT_EQ(on(at_.spare), 0U);
}
TEST_F(Rewrapping, ACopyIsDestroyedWhileTheKeyGoesOnLivingAtHome) {
  restore();
  must(at_.desk().destroy_copy(at_.vault.approved(CopyDestroy{key_, at_.spare.serial()}),
                               SpareToken::opener(at_.spare)));
  EXPECT_EQ(at_.vault.key(key_).copy_on(at_.spare.serial()), nullptr);
  at_.vault.close();
  EXPECT_EQ(on(at_.spare), 0U);
  EXPECT_EQ(on(at_.vault.token), 2U);
}

}  // namespace backup_rewrapping_test
}  // namespace pyx::custody
