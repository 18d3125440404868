#include "custody/acts/backup_record.h"

#include <gmock/gmock.h>

namespace pyx::custody {
namespace backup_record_test {

HeldShare held(unsigned group, unsigned member) {
  HeldShare share;
  share.group = group;
  share.member = member;
  share.holder = "p" + std::to_string(group) + std::to_string(member);
  return share;
}
ShareSetRecord set(std::uint32_t version, ShareSetState state) {
  ShareSetRecord made;
  made.version = version;
  made.state = state;
  made.shares = {held(0, 0), held(0, 1), held(1, 0)};
  return made;
}

TEST(BackupRecord, TheLiveSetIsTheOneThatOpensIt) {
  BackupRecord backup;
  backup.sets = {set(1, ShareSetState::kDead), set(2, ShareSetState::kPending)};
  EXPECT_EQ(backup.live(), nullptr);
  backup.sets.push_back(set(3, ShareSetState::kLive));
  ASSERT_NE(backup.live(), nullptr);
  EXPECT_EQ(backup.live()->version, 3U);
}
TEST(BackupRecord, ASetIsFoundByItsVersion) {
  BackupRecord backup;
  backup.sets = {set(1, ShareSetState::kDead), set(2, ShareSetState::kLive)};
  EXPECT_EQ(backup.set(2)->state, ShareSetState::kLive);
  EXPECT_EQ(backup.set(3), nullptr);
}
TEST(BackupRecord, AShareIsFoundByItsPlace) {
  ShareSetRecord record = set(1, ShareSetState::kLive);
  EXPECT_EQ(record.share(1, 0)->holder, "p10");
  EXPECT_EQ(record.share(1, 1), nullptr);
  EXPECT_EQ(record.share(2, 0), nullptr);
}
TEST(BackupRecord, ASetIsReceivedByAllOnceNoShareIsMissing) {
  ShareSetRecord record = set(1, ShareSetState::kPending);
  for (HeldShare& share : record.shares) {
    EXPECT_FALSE(record.received_by_all());
    share.received = Time{};
  }
  EXPECT_TRUE(record.received_by_all());
}

}  // namespace backup_record_test
}  // namespace pyx::custody
