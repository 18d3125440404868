#include <gmock/gmock.h>

#include "base/file.h"
#include "custody/shares/share_set_json.h"
#include "tests/ceremony/cli/backup_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace share_commands_test {

using pyx::testing::IsOk;
using testing::BackupRoom;
using ::testing::HasSubstr;
using testing::operator+;

class ShareCommands : public ::testing::Test {
 protected:
  ExitCode share(std::vector<std::string> words) {
    words.insert(words.begin(), "share");
    return room_.run(words + std::vector<std::string>{"--dir", room_.room.folder()});
  }
  json::array status(const std::vector<std::string>& more = {}) {
    EXPECT_EQ(share(std::vector<std::string>{"status", "--output", "json"} + more), ExitCode::kDone)
        << room_.room.desk.words();
    return room_.room.desk.json().at("shares").as_array();
  }
  BackupRoom room_;
};

TEST_F(ShareCommands, StatusTellsWhoHasAcknowledged) {
  EXPECT_TRUE(status().empty());
  ASSERT_EQ(room_.create(room_.agree_on_backup(room_.make_key("strict"))), ExitCode::kDone)
      << room_.room.desk.words();
  const std::string backup = room_.newest_backup();
  ASSERT_EQ(room_.acknowledge("bob", backup), ExitCode::kDone) << room_.room.desk.words();
  const json::array all = status();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all.at(0).at("state").as_string(), "not received");
  EXPECT_EQ(all.at(1).at("holder").as_string(), "bob");
  EXPECT_EQ(all.at(1).at("state").as_string(), "never drilled");
  EXPECT_FALSE(all.at(1).at("overdue").as_bool());
}

TEST_F(ShareCommands, TheRecordThatAHolderTakesHomeIsTheOneInTheLog) {
  const std::string backup = room_.acknowledged_backup(room_.make_key("strict"));
  const std::string file = room_.path("record.json");
  ASSERT_EQ(share({"record", "--backup", backup, "--out", file}), ExitCode::kDone)
      << room_.room.desk.words();
  const Bytes bytes = *read_file(file);
  EXPECT_THAT(shares::parse_share_set(bytes), IsOk());
  EXPECT_THAT(room_.room.desk.data(), HasSubstr(to_hex(sha256(bytes))));
  EXPECT_EQ(share({"record", "--backup", backup, "--out", file}), ExitCode::kFailed);
  EXPECT_EQ(share({"record", "--backup", backup, "--version", "7", "--out", file + "2"}),
            ExitCode::kFailed);
}

TEST_F(ShareCommands, WhatIsNoReceiptIsNotSubmitted) {
  const auto file = room_.room.desk.write("receipt", "{}");
  EXPECT_EQ(share({"submit", "--receipt", file.string()}), ExitCode::kUsage);
  EXPECT_EQ(share({"submit", "--receipt", file.string() + ".none"}), ExitCode::kUsage);
}

}  // namespace share_commands_test
}  // namespace pyx::ceremony
