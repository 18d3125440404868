#include "ceremony/cli/backup_table.h"

#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/backup_room.h"

namespace pyx::ceremony {
namespace backup_table_test {

using testing::BackupRoom;
using ::testing::HasSubstr;
using testing::operator+;

// Every command of the table takes the act and refuses one of another type, before it asks anybody
// for anything.
TEST(BackupTable, AnActOfAnotherTypeIsNamedAndNothingIsAsked) {
  BackupRoom room;
  const std::string act = room.agree_on_backup(room.make_key("strict"));
  const auto run = [&](std::vector<std::string> words, const std::vector<std::string>& more) {
    return room.room.run_with_pin(std::move(words) + std::vector<std::string>{"--act", act} + more);
  };
  EXPECT_EQ(run({"backup", "rewrap"}, room.so_pin()), ExitCode::kFailed);
  EXPECT_THAT(room.room.desk.words(), HasSubstr("is a backup.create"));
  EXPECT_EQ(run({"backup", "destroy-copy"}, room.second_token()), ExitCode::kFailed);
  EXPECT_THAT(room.room.desk.words(), HasSubstr("is a backup.create"));
  EXPECT_EQ(run({"share", "reshare"}, {}), ExitCode::kFailed);
  EXPECT_THAT(room.room.desk.words(), HasSubstr("is a backup.create"));
}
// What wraps needs the PIN of the vault's token twice, and a descriptor gives it once.
TEST(BackupTable, APinFromADescriptorIsReadFirstOfAll) {
  testing::Desk desk;
  for (const char* verb : {"create", "rewrap"}) {
    EXPECT_EQ(
        desk.run(all_commands(), {"backup", verb, "--act", "01938c2e-7000-7000-8000-0000000000a1",
                                  "--dir", "x", "--pin-source", "fd:9", "--so-pin-source", "fd:8"}),
        ExitCode::kFailed)
        << verb;
    EXPECT_THAT(desk.words(), HasSubstr("fd:9"));
  }
}

}  // namespace backup_table_test
}  // namespace pyx::ceremony
