#include "custody/acts/backup_planning.h"

#include "tests/support/matrix_example.h"
#include "tests/support/memory_backup.h"

namespace pyx::custody {
namespace backup_planning_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::matrix_of;
using pyx::testing::must;
using pyx::testing::RefusedBy;

const pkcs11::TokenIdentity kSecond{"second", "Test v2", "Test", "spare"};

// BACKUP-PLANNED
class PlannedBackup : public ::testing::Test {
 protected:
  TokenMatrixFile matrix(const std::vector<KeyType>& works = {KeyType::kP256}) const {
    return matrix_of(vault_.books().founding.token, kSecond, vault_.clock.now(), works);
  }
  Sha256 put(const TokenMatrixFile& matrix) { return vault_.put_blob(must(encode_matrix(matrix))); }
  Result<void> prove(std::optional<Sha256> named, Duration later = {}) {
    return check_planned(books_, BackupProve{backup_, named}, vault_.clock.now() + later,
                         vault_.blob_reader());
  }
  Result<void> restore(std::optional<Sha256> named, const std::string& serial = "second",
                       RestoreWay way = RestoreWay::kInToken) {
    return check_planned(books_, BackupRestore{backup_, {key_}, serial, way, named},
                         vault_.clock.now(), vault_.blob_reader());
  }

  pyx::testing::MemoryVault vault_;
  pyx::testing::MemoryBackup backups_{vault_};
  const Uuid key_ = backups_.new_key();  // of P-256
  const Uuid backup_ = backups_.live({key_});
  Books books_ = vault_.books();
};

TEST_F(PlannedBackup, AMatrixThatShowsTheKeysComingBackIsTaken) {
  EXPECT_THAT(prove(put(matrix())), IsOk());
  EXPECT_THAT(restore(put(matrix())), IsOk());
}
TEST_F(PlannedBackup, AMatrixThatRefutesItIsRefusedAndSaysWhatWasSeen) {
  const Sha256 bad = put(matrix({KeyType::kRsa2048}));
  EXPECT_THAT(prove(bad), RefusedBy("BACKUP-PLANNED"));
  EXPECT_THAT(restore(bad), FailsSaying(Code::kRefused, "CKR_MECHANISM_INVALID"));
  TokenMatrixFile untried = matrix();
  std::erase_if(untried.rows, [](const auto& row) { return row.type == KeyType::kP256; });
  EXPECT_THAT(prove(put(untried)), FailsSaying(Code::kRefused, "was not tried"));
}
TEST_F(PlannedBackup, KeysThatAreDestroyedAreNotAskedFor) {
  vault_.done(KeyDestroy{key_});
  books_ = vault_.books();
  EXPECT_THAT(prove(put(matrix({}))), IsOk());
}
TEST_F(PlannedBackup, AMatrixOfOtherTokensIsRefused) {
  TokenMatrixFile others =
      matrix_of({"other", "Test v2", "Test", ""}, kSecond, vault_.clock.now(), {KeyType::kP256});
  EXPECT_THAT(prove(put(others)), FailsSaying(Code::kRefused, "not of the vault's token"));
  EXPECT_THAT(restore(put(matrix()), "third"), FailsSaying(Code::kRefused, "onto serial third"));
}
TEST_F(PlannedBackup, AMatrixCountsForNinetyDaysOrAsLongAsThePolicySays) {
  const Sha256 named = put(matrix());
  EXPECT_THAT(prove(named, kMatrixCounts), IsOk());
  EXPECT_THAT(prove(named, kMatrixCounts + Duration(1)), RefusedBy("BACKUP-PLANNED"));
  EXPECT_THAT(prove(named, Duration(-1)), FailsSaying(Code::kRefused, "to come"));
  books_.policy.matrix_within = std::chrono::hours(1);
  EXPECT_THAT(prove(named, std::chrono::hours(1)), IsOk());
  EXPECT_THAT(prove(named, std::chrono::hours(1) + Duration(1)), RefusedBy("BACKUP-PLANNED"));
}
TEST_F(PlannedBackup, NoMatrixIsTakenUnlessThePolicyWantsOne) {
  EXPECT_THAT(prove({}), IsOk());
  EXPECT_THAT(restore({}), IsOk());
  books_.policy.matrix_within = std::chrono::hours(1);
  EXPECT_THAT(prove({}), RefusedBy("BACKUP-PLANNED"));
  EXPECT_THAT(restore({}), RefusedBy("BACKUP-PLANNED"));
}
TEST_F(PlannedBackup, ARestoreThroughTheHostNeedsNoRowAndNoMatrix) {
  books_.policy.matrix_within = std::chrono::hours(1);
  EXPECT_THAT(restore({}, "second", RestoreWay::kHostMediated), IsOk());
  EXPECT_THAT(restore(put(matrix({})), "second", RestoreWay::kHostMediated), IsOk());
  EXPECT_THAT(restore(put(matrix({})), "third", RestoreWay::kHostMediated),
              RefusedBy("BACKUP-PLANNED"));
}
TEST_F(PlannedBackup, ARestoreOntoTheVaultsOwnTokenIsPlannedWithoutAMatrix) {
  vault_.done(vault_.move_to("second"));
  books_ = vault_.books();
  books_.policy.matrix_within = std::chrono::hours(1);
  EXPECT_THAT(restore({}), IsOk());
  EXPECT_THAT(restore(put(matrix())), FailsSaying(Code::kRefused, "the vault's own token"));
}
TEST_F(PlannedBackup, BytesThatAreNoMatrixOrDidNotComeAreRefused) {
  EXPECT_THAT(prove(vault_.put_blob(to_bytes("{}"))), FailsWith(Code::kBadInput));
  EXPECT_FALSE(prove(sha256("nowhere")).ok());
}
TEST_F(PlannedBackup, AtTheTableItIsTheTokenOfTheMatrixOnItsFirmware) {
  const Bytes named = must(encode_matrix(matrix()));
  const auto check = [&](const pkcs11::TokenIdentity& token, const std::string& firmware) {
    return check_is_planned_token(books_, named, {token, firmware});
  };
  EXPECT_THAT(check(kSecond, "2.6"), IsOk());
  EXPECT_THAT(check(kSecond, "2.7"), FailsSaying(Code::kRefused, "firmware 2.7"));
  EXPECT_THAT(check({"third", "Test v2", "Test", "spare"}, "2.6"), RefusedBy("BACKUP-PLANNED"));
  EXPECT_THAT(check({"second", "Test v3", "Test", "spare"}, "2.6"), RefusedBy("BACKUP-PLANNED"));
}
// Where the log is written: the proposal is refused, and so is an act that grew too old.
TEST_F(PlannedBackup, ARefutedPlanIsNotRecordedAndAnOldOneNotExecuted) {
  const Act refuted = vault_.act(BackupProve{backup_, put(matrix({}))});
  EXPECT_THAT(vault_.propose(refuted), RefusedBy("BACKUP-PLANNED"));
  TokenMatrixFile old = matrix();
  old.time = vault_.clock.now() - kMatrixCounts + std::chrono::minutes(1);
  const Uuid act = vault_.approved(BackupProve{backup_, put(old)});
  vault_.clock.advance(std::chrono::minutes(2));
  EXPECT_THAT(vault_.append(vault_.intent(act)), RefusedBy("BACKUP-PLANNED"));
}

}  // namespace backup_planning_test
}  // namespace pyx::custody
