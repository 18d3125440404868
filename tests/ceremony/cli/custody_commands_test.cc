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
  EXPECT_THAT(room.room.desk.data(),
              HasSubstr("token serial " + room.room.vaults_token().serial()));
  EXPECT_EQ(who("01938c2e-7000-7000-8000-0000000000a1"), ExitCode::kFailed);
}

TEST(CustodyCopies, ListsObjectsBlobsAndSharesWithWhoGaveThem) {
  BackupRoom room;
  const std::string key = room.make_key("strict");
  const std::string backup = room.acknowledged_backup(key);
  const auto copies = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"custody", "copies", key, "--dir", room.room.folder()};
    words.insert(words.end(), more.begin(), more.end());
    return room.run(words);
  };
  ASSERT_EQ(copies({}), ExitCode::kDone);
  EXPECT_THAT(room.room.desk.data(),
              HasSubstr("token serial " + room.room.vaults_token().serial()));
  EXPECT_THAT(room.room.desk.data(), HasSubstr("backup " + backup));
  EXPECT_THAT(room.room.desk.data(), HasSubstr("share of alice"));
  EXPECT_THAT(room.room.desk.data(), HasSubstr("handed over by nobody who signed"));
  ASSERT_EQ(copies({"--output", "json"}), ExitCode::kDone);
  EXPECT_EQ(room.room.desk.json().at("share_sets").as_array().size(), 1U);
  EXPECT_EQ(room.room.desk.json().at("tokens").as_array().size(), 1U);
}

}  // namespace custody_commands_test
}  // namespace pyx::ceremony
