#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "tests/ceremony/cli/backup_room.h"
#include "tests/ceremony/scripted_terminal.h"

namespace pyx::ceremony {
namespace share_holder_commands_test {

using testing::BackupRoom;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::operator+;
using testing::ScriptedTerminal;

class AsAHolder : public ::testing::Test {
 protected:
  AsAHolder() {
    if (room_.create(room_.agree_on_backup(room_.make_key("strict"))) != ExitCode::kDone)
      std::abort();
    backup_ = room_.newest_backup();
  }
  void take_home(const std::string& version = "1") {
    ASSERT_EQ(room_.run({"share", "record", "--backup", backup_, "--version", version, "--out",
                         record_, "--dir", room_.room.folder()}),
              ExitCode::kDone)
        << room_.room.desk.words();
  }
  // At home: no vault.
  ExitCode drill(const std::string& holder, const std::vector<std::string>& words,
                 const std::string& out) {
    return room_.run(std::vector<std::string>{"share", "drill", "--record", record_, "--holder",
                                              holder, "--out", out} +
                     room_.room.desk.signer(holder) + words);
  }
  ExitCode submit(const std::string& receipt) {
    return room_.run({"share", "submit", "--receipt", receipt, "--dir", room_.room.folder()});
  }
  BackupRoom room_;
  std::string backup_;
  std::string record_ = room_.path("record.json");
};

TEST_F(AsAHolder, AnAcknowledgementShowsWhatItSignsAndIsRecordedOnce) {
  ASSERT_EQ(room_.acknowledge("alice", backup_), ExitCode::kDone) << room_.room.desk.words();
  EXPECT_THAT(room_.room.desk.words(), HasSubstr(backup_));
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("alice has acknowledged"));
  EXPECT_EQ(room_.acknowledge("alice", backup_), ExitCode::kFailed);
}

// SHARE-SAFE
TEST_F(AsAHolder, AnothersShareIsNotAcknowledged) {
  EXPECT_EQ(room_.room.run_as(
                "alice", std::vector<std::string>{"share", "acknowledge", "--backup", backup_} +
                             room_.shares({"bob"}, "1")),
            ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("the share of bob"));
}

TEST_F(AsAHolder, WhoHoldsNoShareAcknowledgesNone) {
  EXPECT_EQ(room_.room.run_as(
                "dave", std::vector<std::string>{"share", "acknowledge", "--backup", backup_} +
                            room_.shares({"bob"}, "1")),
            ExitCode::kFailed);
}

TEST_F(AsAHolder, AShareThatIsSealedToAnotherDoesNotOpen) {
  std::vector<std::string> words = room_.shares({"alice"}, "1");
  words[3] = room_.path("bob.seal.key");
  EXPECT_EQ(
      room_.room.run_as(
          "alice", std::vector<std::string>{"share", "acknowledge", "--backup", backup_} + words),
      ExitCode::kFailed);
}

TEST_F(AsAHolder, ADrillAtHomeLeavesASignedReceiptThatTheVaultTakes) {
  for (const char* holder : {"alice", "bob", "carol"})
    ASSERT_EQ(room_.acknowledge(holder, backup_), ExitCode::kDone);
  take_home();
  const std::string receipt = room_.path("receipt.json");
  ASSERT_EQ(drill("alice", room_.shares({"alice"}, "1"), receipt), ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_EQ(room_.room.desk.data(), "good\n");
  ASSERT_EQ(submit(receipt), ExitCode::kDone) << room_.room.desk.words();
  EXPECT_EQ(submit(receipt), ExitCode::kFailed);  // once
  ASSERT_EQ(room_.run({"share", "status", "--dir", room_.room.folder()}), ExitCode::kDone);
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("good"));
}

TEST_F(AsAHolder, ADrillOfAnothersShareFailsAndIsSignedAllTheSame) {
  take_home();
  const std::string receipt = room_.path("receipt.json");
  EXPECT_EQ(drill("alice", room_.shares({"carol"}, "1"), receipt), ExitCode::kFailed);
  EXPECT_EQ(room_.room.desk.data(), "other member\n");
  EXPECT_TRUE(std::filesystem::exists(receipt));
}

TEST_F(AsAHolder, AMistypedWordIsNamedAndNoOtherIsSaid) {
  take_home();
  ScriptedTerminal terminal;
  room_.room.desk.share_terminal = &terminal;
  std::string words = "deal keyboard";
  for (int i = 0; i < 31; ++i) words += i == 4 ? " qqqq" : " academic";
  terminal.type(words);
  EXPECT_EQ(drill("alice", {}, room_.path("receipt.json")), ExitCode::kFailed);
  const std::string said = room_.room.desk.words();
  EXPECT_THAT(said, HasSubstr("word 7"));
  // Of the same word list a digest is told too, which may have any single word in it.
  for (const char* typed : {"deal keyboard", "academic academic", "qqqq"})
    EXPECT_THAT(said, Not(HasSubstr(typed)));
}

TEST_F(AsAHolder, WithoutATerminalAndASealedFileNobodyIsDrilled) {
  take_home();
  EXPECT_EQ(drill("alice", {}, room_.path("receipt.json")), ExitCode::kFailed);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("--share"));
}

TEST_F(AsAHolder, ARecordThatIsNoneIsAUsageError) {
  room_.room.desk.write("record.json", "{}");
  EXPECT_EQ(drill("alice", room_.shares({"alice"}, "1"), room_.path("r")), ExitCode::kUsage);
}

TEST_F(AsAHolder, WhoHandedTheShareOverSignsTooAndSaysWhereItWillBe) {
  const auto acknowledge = [&](const std::vector<std::string>& more) {
    return room_.room.run_as(
        "alice", std::vector<std::string>{"share", "acknowledge", "--backup", backup_} +
                     room_.shares({"alice"}, "1") + more + room_.passphrase_of_second());
  };
  EXPECT_EQ(acknowledge({"--giver-key", room_.path("olga.key")}), ExitCode::kUsage);
  EXPECT_EQ(acknowledge({"--place", "safe A"}), ExitCode::kUsage);
  EXPECT_EQ(acknowledge({"--giver-key", room_.path("olga.key"), "--place", " safe A"}),
            ExitCode::kUsage);
  EXPECT_EQ(acknowledge({"--giver-key", room_.path("alice.key"), "--place", "safe A"}),
            ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("to himself"));
  ASSERT_EQ(acknowledge({"--giver-key", room_.path("olga.key"), "--place", "safe A"}),
            ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("olga, who signs too"));
  const json::object backup = room_.backup(backup_);
  const json::value& keeping = backup.at("sets").at(0).at("shares").at(0).at("keeping").at(0);
  EXPECT_EQ(keeping.at("given_by").as_string(), "olga");
  EXPECT_EQ(keeping.at("place").as_string(), "safe A");
}
TEST_F(AsAHolder, AReceiptThatNobodyElseSignsSaysSo) {
  ASSERT_EQ(room_.acknowledge("alice", backup_), ExitCode::kDone);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("nobody signs for having handed the share over"));
}

}  // namespace share_holder_commands_test
}  // namespace pyx::ceremony
