#include <gmock/gmock.h>

#include "tests/ceremony/cli/backup_room.h"

namespace pyx::ceremony {
namespace custody_commands_test {

using testing::BackupRoom;
using ::testing::HasSubstr;

TEST(CustodyWho, NamesThePairsWhoCanOpenAKeyAndNobodyAlone) {
  BackupRoom room;
  const std::string key = room.make_key("strict");
  const auto who = [&](const std::string& of) {
    return room.run({"custody", "who", of, "--dir", room.room.folder()});
  };
  ASSERT_EQ(who(key), ExitCode::kDone);
  EXPECT_THAT(room.room.desk.data(), HasSubstr("nobody can open it now"));
  room.acknowledged_backup(key);
  ASSERT_EQ(who(key), ExitCode::kDone);
  EXPECT_THAT(room.room.desk.data(), HasSubstr("alice, bob\n"));
  EXPECT_THAT(room.room.desk.data(), HasSubstr("bob, carol\n"));
  EXPECT_THAT(room.room.desk.data(), HasSubstr("2 people"));
  EXPECT_THAT(room.room.desk.data(), HasSubstr("token " + room.room.vaults_token().serial()));
  EXPECT_EQ(who("01938c2e-7000-7000-8000-0000000000a1"), ExitCode::kFailed);
}

}  // namespace custody_commands_test
}  // namespace pyx::ceremony
