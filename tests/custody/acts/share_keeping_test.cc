#include "custody/acts/share_keeping.h"

#include "custody/acts/share_move.h"
#include "custody/shares/drill_statement.h"
#include "tests/support/memory_backup.h"

namespace pyx::custody {
namespace share_keeping_test {

using pyx::testing::envelope_by;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;

// SHARE-SAFE
class KeepingShares : public ::testing::Test {
 protected:
  Result<std::uint64_t> record(const ShareReceipt& receipt, const std::string& signer) {
    return vault_.append(
        ShareLeaf{envelope_by({&vault_.people.at(signer)}, encode_share_receipt(receipt))});
  }
  shares::DrillReceipt drill(const std::string& holder,
                             shares::DrillResult result = shares::DrillResult::kGood) const {
    const ShareReceipt same = backup_.receipt(id_, 1, holder);
    return {same.vault, same.backup,     same.version,       same.group, same.member,
            holder,     same.commitment, vault_.clock.now(), result};
  }
  Result<std::uint64_t> record(const shares::DrillReceipt& receipt, const std::string& signer) {
    return vault_.append(
        ShareLeaf{envelope_by({&vault_.people.at(signer)}, shares::encode_drill(receipt))});
  }
  ShareReceipt of_both(const std::string& holder, const std::string& giver) const {
    ShareReceipt receipt = backup_.receipt(id_, 1, holder);
    receipt.handed = HandOver{giver, "safe A"};
    return receipt;
  }
  Result<std::uint64_t> record(const ShareReceipt& receipt, const std::string& signer,
                               const std::string& other) {
    return vault_.append(ShareLeaf{envelope_by(
        {&vault_.people.at(signer), &vault_.people.at(other)}, encode_share_receipt(receipt))});
  }
  ShareMove move(const std::string& holder, const std::string& from, const std::string& to) const {
    const ShareReceipt same = backup_.receipt(id_, 1, holder);
    return {same.vault, same.backup, same.version, same.group, same.member, same.commitment,
            holder,     from,        to,           "safe B",   "",          vault_.clock.now()};
  }
  Result<std::uint64_t> record(const ShareMove& move, const std::string& signer,
                               const std::string& other) {
    return vault_.append(ShareLeaf{envelope_by(
        {&vault_.people.at(signer), &vault_.people.at(other)}, encode_share_move(move))});
  }
  const HeldShare& held(const std::string& holder) const {
    for (const HeldShare& share : vault_.books().backup(id_)->sets.front().shares)
      if (share.holder == holder) return share;
    throw std::runtime_error("nobody holds it");
  }
  void reshare(std::vector<std::string> holders) {
    backup_.execute(vault_.approved(SharesReshare{id_, backup_.plan_of(std::move(holders))}));
  }
  ShareSetState state(std::uint32_t version) const {
    return vault_.books().backup(id_)->set(version)->state;
  }

  pyx::testing::MemoryVault vault_;
  pyx::testing::MemoryBackup backup_{vault_};
  const Uuid key_ = backup_.new_key();
  const Uuid id_ = backup_.created({key_});
};

TEST_F(KeepingShares, ASetCountsOnceItsLastHolderHasAcknowledged) {
  must(backup_.say_received(id_, 1, "carol"));
  must(backup_.say_received(id_, 1, "alice"));
  EXPECT_EQ(state(1), ShareSetState::kPending);
  must(backup_.say_received(id_, 1, "bob"));
  EXPECT_EQ(state(1), ShareSetState::kLive);
}
TEST_F(KeepingShares, AReceiptThatAnotherSignedIsRefused) {
  const ShareReceipt receipt = backup_.receipt(id_, 1, "alice");
  EXPECT_THAT(record(receipt, "bob"), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(
      vault_.append(ShareLeaf{envelope_by({&vault_.people.at("alice"), &vault_.people.at("bob")},
                                          encode_share_receipt(receipt))}),
      RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(record(receipt, "alice"), IsOk());
}
TEST_F(KeepingShares, AReceiptOfAnothersShareIsRefused) {
  ShareReceipt receipt = backup_.receipt(id_, 1, "alice");
  receipt.holder = "bob";
  EXPECT_THAT(record(receipt, "bob"), FailsSaying(Code::kRefused, "alice's"));
}
TEST_F(KeepingShares, AReceiptOfAnotherShareThanTheOneMadeIsRefused) {
  ShareReceipt receipt = backup_.receipt(id_, 1, "alice");
  receipt.commitment = backup_.receipt(id_, 1, "bob").commitment;
  EXPECT_THAT(record(receipt, "alice"), FailsSaying(Code::kRefused, "another share"));
}
TEST_F(KeepingShares, AReceiptForAnotherVaultBackupVersionOrPlaceIsRefused) {
  ShareReceipt receipt = backup_.receipt(id_, 1, "alice");
  receipt.vault = sha256("another");
  EXPECT_THAT(record(receipt, "alice"), RefusedBy("SHARE-SAFE"));
  receipt = backup_.receipt(id_, 1, "alice");
  receipt.backup = key_;
  EXPECT_THAT(record(receipt, "alice"), FailsWith(Code::kNotFound));
  receipt = backup_.receipt(id_, 1, "alice");
  receipt.version = 2;
  EXPECT_THAT(record(receipt, "alice"), FailsWith(Code::kNotFound));
  receipt = backup_.receipt(id_, 1, "alice");
  receipt.member = 3;
  EXPECT_THAT(record(receipt, "alice"), FailsWith(Code::kNotFound));
}
TEST_F(KeepingShares, AReceiptCountsOnce) {
  must(backup_.say_received(id_, 1, "alice"));
  vault_.clock.advance(std::chrono::seconds(1));
  EXPECT_THAT(backup_.say_received(id_, 1, "alice"), FailsWith(Code::kConflict));
}
// Trap 10
TEST_F(KeepingShares, OldSharesCountUntilEveryNewHolderHasAcknowledged) {
  backup_.acknowledged(id_);
  reshare({"alice", "bob", "dave"});
  must(backup_.say_received(id_, 2, "alice"));
  must(backup_.say_received(id_, 2, "bob"));
  EXPECT_EQ(state(1), ShareSetState::kLive);
  EXPECT_EQ(state(2), ShareSetState::kPending);
  must(backup_.say_received(id_, 2, "dave"));
  EXPECT_EQ(state(1), ShareSetState::kDead);
  EXPECT_EQ(state(2), ShareSetState::kLive);
}
TEST_F(KeepingShares, AStatementAboutADeadSetNamesTheOneThatCounts) {
  backup_.acknowledged(id_);
  reshare({"alice", "bob", "dave"});
  backup_.acknowledged(id_, 2);
  EXPECT_THAT(record(drill("carol"), "carol"), FailsSaying(Code::kRefused, "version 2 counts"));
}
TEST_F(KeepingShares, AReplacedBackupIsDeadOnceTheNewOneIsAcknowledged) {
  backup_.acknowledged(id_);
  const Uuid next = backup_.created({key_}, id_);
  EXPECT_FALSE(vault_.books().backup(id_)->dead.has_value());
  backup_.acknowledged(next);
  EXPECT_TRUE(vault_.books().backup(id_)->dead.has_value());
  EXPECT_EQ(state(1), ShareSetState::kDead);
}
TEST_F(KeepingShares, ADrillIsRecordedWithHowItWent) {
  backup_.acknowledged(id_);
  must(record(drill("bob"), "bob"));
  const HeldShare* share = vault_.books().backup(id_)->set(1)->share(0, 1);
  EXPECT_EQ(share->drilled, vault_.clock.now());
  EXPECT_EQ(share->drill_result, shares::DrillResult::kGood);
  vault_.clock.advance(std::chrono::hours(1));
  must(record(drill("bob", shares::DrillResult::kUnreadable), "bob"));
  EXPECT_EQ(share->drilled, vault_.clock.now());
  EXPECT_EQ(share->drill_result, shares::DrillResult::kUnreadable);
}
TEST_F(KeepingShares, ADrillThatAnotherSignedOrThatWasSeenBeforeIsRefused) {
  backup_.acknowledged(id_);
  const shares::DrillReceipt receipt = drill("bob");
  EXPECT_THAT(record(receipt, "alice"), RefusedBy("SHARE-SAFE"));
  must(record(receipt, "bob"));
  EXPECT_THAT(record(receipt, "bob"), FailsWith(Code::kConflict));
}
TEST_F(KeepingShares, ADrillComesAfterTheReceipt) {
  EXPECT_THAT(record(drill("bob"), "bob"), FailsSaying(Code::kConflict, "acknowledged"));
}
TEST_F(KeepingShares, AnyOtherStatementIsRefused) {
  const Act act = vault_.act(BackupProve{id_});
  EXPECT_THAT(vault_.append(ShareLeaf{envelope_by({&vault_.people.at("olga")}, encode_act(act))}),
              FailsWith(Code::kBadInput));
}
TEST_F(KeepingShares, AReceiptOfBothSaysWhoGaveItAndWhereItIs) {
  const std::uint64_t leaf = must(record(of_both("alice", "olga"), "alice", "olga"));
  ASSERT_EQ(held("alice").keeping.size(), 1U);
  const ShareKeeping& keeping = held("alice").keeping.front();
  EXPECT_EQ(keeping.keeper, "alice");
  EXPECT_EQ(keeping.given_by, "olga");
  EXPECT_EQ(keeping.place, "safe A");
  EXPECT_EQ(keeping.since, vault_.clock.now());
  EXPECT_EQ(keeping.leaf, leaf);
  EXPECT_EQ(held("alice").received, vault_.clock.now());
}
TEST_F(KeepingShares, AReceiptByTheHolderAloneStaysGoodAndNamesNobody) {
  must(backup_.say_received(id_, 1, "alice"));
  EXPECT_EQ(held("alice").keeping.front().keeper, "alice");
  EXPECT_EQ(held("alice").keeping.front().given_by, "");
}
TEST_F(KeepingShares, AReceiptOfBothNeedsBothSignaturesAndNoOther) {
  const ShareReceipt receipt = of_both("alice", "olga");
  EXPECT_THAT(record(receipt, "alice"), FailsSaying(Code::kRefused, "alice and olga"));
  EXPECT_THAT(record(receipt, "olga"), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(record(receipt, "alice", "dave"), RefusedBy("SHARE-SAFE"));
  Envelope three = envelope_by(
      {&vault_.people.at("alice"), &vault_.people.at("olga"), &vault_.people.at("dave")},
      encode_share_receipt(receipt));
  EXPECT_THAT(vault_.append(ShareLeaf{three}), RefusedBy("SHARE-SAFE"));
  Envelope forged = envelope_by({&vault_.people.at("alice"), &vault_.people.at("olga")},
                                encode_share_receipt(receipt));
  forged.signatures[1].signature[5] ^= 1U;
  EXPECT_THAT(vault_.append(ShareLeaf{forged}), RefusedBy("SHARE-SAFE"));
  ShareReceipt stranger = receipt;
  stranger.handed->given_by = "mallory";
  EXPECT_THAT(record(stranger, "alice", "olga"), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(record(receipt, "olga", "alice"), IsOk());
}
TEST_F(KeepingShares, ADeputyTakesTheEnvelopeAndTheHolderStaysTheHolder) {
  must(record(of_both("alice", "olga"), "alice", "olga"));
  vault_.clock.advance(std::chrono::hours(1));
  const std::uint64_t leaf = must(record(move("alice", "alice", "dave"), "alice", "dave"));
  ASSERT_EQ(held("alice").keeping.size(), 2U);
  EXPECT_EQ(held("alice").keeping.back().keeper, "dave");
  EXPECT_EQ(held("alice").keeping.back().given_by, "alice");
  EXPECT_EQ(held("alice").keeping.back().place, "safe B");
  EXPECT_EQ(held("alice").keeping.back().leaf, leaf);
  EXPECT_EQ(held("alice").holder, "alice");
  // Not hers to give any more.
  vault_.clock.advance(std::chrono::hours(1));
  EXPECT_THAT(record(move("alice", "alice", "bob"), "alice", "bob"),
              FailsSaying(Code::kRefused, "in the keeping of dave"));
  EXPECT_THAT(record(move("alice", "dave", "alice"), "dave", "alice"), IsOk());
}
TEST_F(KeepingShares, WhoMovesItHimselfHasAWitness) {
  must(record(of_both("alice", "olga"), "alice", "olga"));
  vault_.clock.advance(std::chrono::hours(1));
  ShareMove alone = move("alice", "alice", "alice");
  alone.witness = "dave";
  EXPECT_THAT(record(alone, "alice", "bob"), FailsSaying(Code::kRefused, "alice and dave"));
  EXPECT_THAT(record(alone, "alice", "dave"), IsOk());
  EXPECT_EQ(held("alice").keeping.back().witness, "dave");
}
TEST_F(KeepingShares, AMoveThatIsNotSignedByBothIsRefused) {
  must(backup_.say_received(id_, 1, "alice"));
  vault_.clock.advance(std::chrono::hours(1));
  const ShareMove to_dave = move("alice", "alice", "dave");
  EXPECT_THAT(vault_.append(
                  ShareLeaf{envelope_by({&vault_.people.at("alice")}, encode_share_move(to_dave))}),
              RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(record(to_dave, "alice", "bob"), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(record(to_dave, "dave", "alice"), IsOk());
}
TEST_F(KeepingShares, AMoveComesAfterTheReceiptAndAfterTheMoveBefore) {
  EXPECT_THAT(record(move("alice", "alice", "dave"), "alice", "dave"),
              FailsSaying(Code::kConflict, "acknowledged"));
  must(backup_.say_received(id_, 1, "alice"));
  ShareMove old = move("alice", "alice", "dave");
  old.time -= Duration(1);
  EXPECT_THAT(record(old, "alice", "dave"), FailsSaying(Code::kConflict, "older"));
  vault_.clock.advance(std::chrono::hours(1));
  const ShareMove there = move("alice", "alice", "dave");
  must(record(there, "alice", "dave"));
  vault_.clock.advance(std::chrono::hours(1));
  must(record(move("alice", "dave", "alice"), "dave", "alice"));
  EXPECT_THAT(record(there, "alice", "dave"), FailsSaying(Code::kConflict, "before"));
}
TEST_F(KeepingShares, ARewrappedBackupKillsTheOldOneOnceTheLastHolderHasAcknowledged) {
  backup_.acknowledged(id_);
  const Uuid next = Uuid::v7(vault_.clock.now());
  backup_.execute(vault_.approved(BackupRewrap{id_, next, backup_.plan()}));
  must(backup_.say_received(next, 1, "alice"));
  must(backup_.say_received(next, 1, "bob"));
  EXPECT_EQ(state(1), ShareSetState::kLive);
  EXPECT_FALSE(vault_.books().backup(id_)->dead.has_value());
  must(backup_.say_received(next, 1, "carol"));
  EXPECT_EQ(state(1), ShareSetState::kDead);
  EXPECT_TRUE(vault_.books().backup(id_)->dead.has_value());
}

}  // namespace share_keeping_test
}  // namespace pyx::custody
