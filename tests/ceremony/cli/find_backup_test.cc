#include "ceremony/cli/find_backup.h"

#include <gmock/gmock.h>

#include "tests/ceremony/cli/fake_vault.h"
#include "tests/custody/shares/shares_fixture.h"

namespace pyx::ceremony {
namespace find_backup_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using testing::FakeStore;
using testing::FakeVault;

class FindBackup : public ::testing::Test {
 protected:
  FindBackup() {
    custody::BackupRecord backup;
    backup.id = shares::testing::set_id();
    for (const std::uint32_t version : {1U, 2U}) {
      const Bytes bytes = shares::encode_share_set(secret_.two_of_three(version).set);
      custody::ShareSetRecord set;
      set.version = version;
      set.record = sha256(bytes);
      store_->blobs[set.record] = bytes;
      backup.sets.push_back(std::move(set));
    }
    store_->backups = {backup};
  }
  shares::testing::Backup secret_;
  std::shared_ptr<FakeStore> store_ = std::make_shared<FakeStore>();
  FakeVault vault_{store_};
  const Uuid id_ = shares::testing::set_id();
};

TEST_F(FindBackup, TheNewestSetIsMeantIfNoneIsNamed) {
  const auto found = find_share_set(vault_, id_, std::nullopt);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->set.version, 2U);
  const auto first = find_share_set(vault_, id_, 1);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->set.version, 1U);
}

TEST_F(FindBackup, WhatIsNotThereIsNotFound) {
  EXPECT_THAT(find_share_set(vault_, id_, 3), FailsWith(Code::kNotFound));
  EXPECT_THAT(find_backup(vault_, Uuid::v7(Time{})), FailsWith(Code::kNotFound));
}

TEST_F(FindBackup, OtherBytesThanTheLogNamesAreRefused) {
  store_->blobs.begin()->second.push_back(' ');
  const bool first_is_broken = !find_share_set(vault_, id_, 1);
  EXPECT_THAT(find_share_set(vault_, id_, first_is_broken ? 1 : 2), RefusedBy("FAIL-CLOSED"));
}

TEST_F(FindBackup, BehindAServerThereIsNoTable) {
  EXPECT_THAT(table_of(vault_), FailsWith(Code::kBadInput));
}

}  // namespace find_backup_test
}  // namespace pyx::ceremony
