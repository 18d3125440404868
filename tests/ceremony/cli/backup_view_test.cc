#include "ceremony/cli/backup_view.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace backup_view_test {

using ::testing::HasSubstr;

constexpr Time kThen{Duration(1'795'000'000'000)};

custody::BackupRecord backup_of(const Uuid& key) {
  custody::ShareSetRecord set;
  set.state = custody::ShareSetState::kLive;
  set.plan = {1, {{2, {"alice", "bob"}}}};
  custody::HeldShare alice;
  alice.holder = "alice";
  alice.received = kThen;
  alice.drilled = kThen;
  custody::HeldShare bob;
  bob.member = 1;
  bob.holder = "bob";
  set.shares = {alice, bob};
  custody::BackupRecord backup;
  backup.id = Uuid::v7(kThen);
  backup.keys = {key};
  backup.sets = {set};
  return backup;
}

TEST(BackupView, ListsWhoOpensEachBackup) {
  const std::string text = backup_table({backup_of(Uuid::v7(kThen))});
  EXPECT_THAT(text, HasSubstr("2 of (alice, bob)"));
  EXPECT_THAT(text, HasSubstr("version 1"));
}

TEST(BackupView, SaysOfADeadBackupThatItIs) {
  custody::BackupRecord backup = backup_of(Uuid::v7(kThen));
  backup.dead = kThen;
  EXPECT_THAT(backup_table({backup}), HasSubstr("dead"));
}

TEST(BackupView, ShowsWhereAKeyWasProvenAndWhoAcknowledged) {
  custody::KeyRecord key;
  key.id = Uuid::v7(kThen);
  key.name = "issuer";
  const custody::BackupRecord backup = backup_of(key.id);
  EXPECT_THAT(backup_text(backup, {key}), HasSubstr("not on any token"));
  key.proven = custody::KeyElsewhere{backup.id, "99", "NSS 3", "libsoftokn3.so", true, kThen};
  const std::string text = backup_text(backup, {key});
  EXPECT_THAT(text, HasSubstr("libsoftokn3.so, NSS 3, serial 99"));
  EXPECT_THAT(text, HasSubstr("EXPOSED"));
  EXPECT_THAT(text, HasSubstr("alice: acknowledged 2026-11-"));
  EXPECT_THAT(text, HasSubstr("drilled 2026-11-"));
  EXPECT_THAT(text, HasSubstr("bob: not acknowledged"));
}

TEST(BackupView, AnotherBackupsProofDoesNotCount) {
  custody::KeyRecord key;
  key.id = Uuid::v7(kThen);
  key.proven = custody::KeyElsewhere{Uuid::v7(kThen), "99", "m", "m.so", false, kThen};
  EXPECT_THAT(backup_text(backup_of(key.id), {key}), HasSubstr("not on any token"));
}

TEST(DrillTable, NamesWhatIsOverdueAndHowOldItIs) {
  custody::DrillStatus late;
  late.share.holder = "alice";
  late.state = custody::DrillState::kNeverDrilled;
  late.age = std::chrono::hours(24) * 200;
  late.overdue = true;
  const std::string text = drill_table({late});
  EXPECT_THAT(text, HasSubstr("200d ago"));
  EXPECT_THAT(text, HasSubstr("OVERDUE"));
  const json::object data = to_json(late);
  EXPECT_EQ(data.at("age_seconds").as_int64(), 200 * 24 * 3600);
  EXPECT_TRUE(data.at("overdue").as_bool());
  EXPECT_FALSE(data.contains("drilled"));
}

}  // namespace backup_view_test
}  // namespace pyx::ceremony
