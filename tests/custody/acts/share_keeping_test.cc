#include "custody/acts/share_keeping.h"

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
class ShareKeeping : public ::testing::Test {
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

TEST_F(ShareKeeping, ASetCountsOnceItsLastHolderHasAcknowledged) {
  must(backup_.say_received(id_, 1, "carol"));
  must(backup_.say_received(id_, 1, "alice"));
  EXPECT_EQ(state(1), ShareSetState::kPending);
  must(backup_.say_received(id_, 1, "bob"));
  EXPECT_EQ(state(1), ShareSetState::kLive);
}
TEST_F(ShareKeeping, AReceiptThatAnotherSignedIsRefused) {
  const ShareReceipt receipt = backup_.receipt(id_, 1, "alice");
  EXPECT_THAT(record(receipt, "bob"), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(
      vault_.append(ShareLeaf{envelope_by({&vault_.people.at("alice"), &vault_.people.at("bob")},
                                          encode_share_receipt(receipt))}),
      RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(record(receipt, "alice"), IsOk());
}
TEST_F(ShareKeeping, AReceiptOfAnothersShareIsRefused) {
  ShareReceipt receipt = backup_.receipt(id_, 1, "alice");
  receipt.holder = "bob";
  EXPECT_THAT(record(receipt, "bob"), FailsSaying(Code::kRefused, "alice's"));
}
TEST_F(ShareKeeping, AReceiptOfAnotherShareThanTheOneMadeIsRefused) {
  ShareReceipt receipt = backup_.receipt(id_, 1, "alice");
  receipt.commitment = backup_.receipt(id_, 1, "bob").commitment;
  EXPECT_THAT(record(receipt, "alice"), FailsSaying(Code::kRefused, "another share"));
}
TEST_F(ShareKeeping, AReceiptForAnotherVaultBackupVersionOrPlaceIsRefused) {
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
TEST_F(ShareKeeping, AReceiptCountsOnce) {
  must(backup_.say_received(id_, 1, "alice"));
  vault_.clock.advance(std::chrono::seconds(1));
  EXPECT_THAT(backup_.say_received(id_, 1, "alice"), FailsWith(Code::kConflict));
}
// Trap 10
TEST_F(ShareKeeping, OldSharesCountUntilEveryNewHolderHasAcknowledged) {
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
TEST_F(ShareKeeping, AStatementAboutADeadSetNamesTheOneThatCounts) {
  backup_.acknowledged(id_);
  reshare({"alice", "bob", "dave"});
  backup_.acknowledged(id_, 2);
  EXPECT_THAT(record(drill("carol"), "carol"), FailsSaying(Code::kRefused, "version 2 counts"));
}
TEST_F(ShareKeeping, AReplacedBackupIsDeadOnceTheNewOneIsAcknowledged) {
  backup_.acknowledged(id_);
  const Uuid next = backup_.created({key_}, id_);
  EXPECT_FALSE(vault_.books().backup(id_)->dead.has_value());
  backup_.acknowledged(next);
  EXPECT_TRUE(vault_.books().backup(id_)->dead.has_value());
  EXPECT_EQ(state(1), ShareSetState::kDead);
}
TEST_F(ShareKeeping, ADrillIsRecordedWithHowItWent) {
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
TEST_F(ShareKeeping, ADrillThatAnotherSignedOrThatWasSeenBeforeIsRefused) {
  backup_.acknowledged(id_);
  const shares::DrillReceipt receipt = drill("bob");
  EXPECT_THAT(record(receipt, "alice"), RefusedBy("SHARE-SAFE"));
  must(record(receipt, "bob"));
  EXPECT_THAT(record(receipt, "bob"), FailsWith(Code::kConflict));
}
TEST_F(ShareKeeping, ADrillComesAfterTheReceipt) {
  EXPECT_THAT(record(drill("bob"), "bob"), FailsSaying(Code::kConflict, "acknowledged"));
}
TEST_F(ShareKeeping, AnyOtherStatementIsRefused) {
  const Act act = vault_.act(BackupProve{id_});
  EXPECT_THAT(vault_.append(ShareLeaf{envelope_by({&vault_.people.at("olga")}, encode_act(act))}),
              FailsWith(Code::kBadInput));
}

}  // namespace share_keeping_test
}  // namespace pyx::custody
