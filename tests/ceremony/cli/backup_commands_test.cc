#include <gmock/gmock.h>

#include "base/file.h"
#include "custody/backups/backup_file.h"
#include "custody/evidence/dsse.h"
#include "tests/ceremony/cli/backup_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace backup_commands_test {

using pyx::testing::IsOk;
using testing::BackupRoom;
using ::testing::HasSubstr;
using testing::operator+;

class BackupCommands : public ::testing::Test {
 protected:
  ExitCode backup(std::vector<std::string> words) {
    words.insert(words.begin(), "backup");
    return room_.run(words + std::vector<std::string>{"--dir", room_.room.folder()});
  }
  BackupRoom room_;
};

TEST_F(BackupCommands, ListAndShowAndExportTellOfABackup) {
  ASSERT_EQ(backup({"list"}), ExitCode::kDone);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("there are no backups"));
  const std::string key = room_.make_key("lasting");
  const std::string id = room_.acknowledged_backup(key);

  ASSERT_EQ(backup({"list"}), ExitCode::kDone);
  EXPECT_THAT(room_.room.desk.data(), HasSubstr(id));
  ASSERT_EQ(backup({"show", "--backup", id}), ExitCode::kDone);
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("not on any token"));
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("2 of (alice, bob, carol)"));

  const std::string file = room_.path("backup.json");
  ASSERT_EQ(backup({"export", "--backup", id, "--out", file}), ExitCode::kDone)
      << room_.room.desk.words();
  const auto envelope = custody::parse_envelope(as_text(*read_file(file)));
  ASSERT_THAT(envelope, IsOk());
  const auto parsed = custody::parse_backup(envelope->payload);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->keys.at(0).id.text(), key);
  EXPECT_EQ(backup({"export", "--backup", id, "--out", file}), ExitCode::kFailed);  // is there
}

TEST_F(BackupCommands, ABackupThatIsNotThereIsNotFound) {
  EXPECT_EQ(backup({"show", "--backup", "01938c2e-7000-7000-8000-0000000000a1"}),
            ExitCode::kFailed);
  EXPECT_EQ(backup({"show"}), ExitCode::kUsage);
}

TEST_F(BackupCommands, GivingUpAnActThatWasNotBegunIsRefused) {
  const std::string act = room_.agree_on_backup(room_.make_key("lasting"));
  EXPECT_EQ(backup({"give-up", "--act", act}), ExitCode::kFailed);
}

}  // namespace backup_commands_test
}  // namespace pyx::ceremony
