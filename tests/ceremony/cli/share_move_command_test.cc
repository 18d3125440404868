#include <gmock/gmock.h>

#include "tests/ceremony/cli/backup_room.h"

namespace pyx::ceremony {
namespace share_move_command_test {

using testing::BackupRoom;
using ::testing::HasSubstr;
using testing::operator+;

class MovingAShare : public ::testing::Test {
 protected:
  MovingAShare() {
    key_ = room_.make_key("strict");
    backup_ = room_.acknowledged_backup(key_);
  }
  ExitCode move(const std::string& giver, const std::vector<std::string>& more) {
    return room_.room.run_as(
        giver, std::vector<std::string>{"share", "move", "--backup", backup_, "--holder", "alice",
                                        "--place", "safe B"} +
                   more + room_.passphrase_of_second());
  }
  std::string key_of(const std::string& person) const { return room_.path(person + ".key"); }
  BackupRoom room_;
  std::string key_;
  std::string backup_;
};

TEST_F(MovingAShare, ADeputyTakesItOverAndTheLedgerSaysSo) {
  ASSERT_EQ(move("alice", {"--taker-key", key_of("dave")}), ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("MOVED"));
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("in the keeping of dave at safe B"));
  ASSERT_EQ(room_.run({"custody", "copies", key_, "--dir", room_.room.folder()}), ExitCode::kDone);
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("in the keeping of dave at safe B"));
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("handed over by alice"));
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("share of alice"));
  ASSERT_EQ(room_.run({"share", "status", "--dir", room_.room.folder()}), ExitCode::kDone);
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("safe B"));
}
TEST_F(MovingAShare, WhoKeepsItHimselfBringsAWitness) {
  ASSERT_EQ(move("alice", {"--witness-key", key_of("dave")}), ExitCode::kDone)
      << room_.room.desk.words();
  ASSERT_EQ(
      room_.run({"custody", "copies", key_, "--dir", room_.room.folder(), "--output", "json"}),
      ExitCode::kDone);
  const json::value last =
      room_.room.desk.json().at("share_sets").at(0).at("shares").at(0).at("keeping").at(1);
  EXPECT_EQ(last.at("keeper").as_string(), "alice");
  EXPECT_EQ(last.at("witness").as_string(), "dave");
}
TEST_F(MovingAShare, OneAloneOrSomebodyWhoDoesNotKeepItIsRefused) {
  EXPECT_EQ(move("alice", {}), ExitCode::kUsage);
  EXPECT_EQ(move("alice", {"--taker-key", key_of("dave"), "--witness-key", key_of("bob")}),
            ExitCode::kUsage);
  EXPECT_EQ(move("alice", {"--taker-key", key_of("alice")}), ExitCode::kRefused);
  EXPECT_EQ(move("bob", {"--taker-key", key_of("dave")}), ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("in the keeping of alice"));
}

}  // namespace share_move_command_test
}  // namespace pyx::ceremony
