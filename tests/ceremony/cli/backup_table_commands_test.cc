#include <fcntl.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "pkcs11/open_token.h"
#include "tests/ceremony/cli/backup_room.h"
#include "tests/ceremony/scripted_terminal.h"

namespace pyx::ceremony {
namespace backup_table_commands_test {

using testing::BackupRoom;
using ::testing::HasSubstr;
using testing::operator+;
using testing::ScriptedTerminal;
namespace fs = std::filesystem;

class AtTheBackupTable : public ::testing::Test {
 protected:
  std::string state_of_act(const std::string& act) {
    EXPECT_EQ(room_.run({"act", "show", act, "--dir", room_.room.folder(), "--output", "json"}),
              ExitCode::kDone);
    return std::string(room_.room.desk.json().at("state").as_string());
  }
  BackupRoom room_;
};

// KEY-PROVEN, as people type it.
TEST_F(AtTheBackupTable, AKeyIsActivatedOnlyOnceItsBackupWasProvenOnASecondToken) {
  const std::string key = room_.make_key("strict");
  ASSERT_EQ(room_.room.run_as("olga", {"act", "propose", "key.activate", "--key-id", key}),
            ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("KEY-PROVEN"));
  const std::string backup = room_.acknowledged_backup(key);

  const std::string act = room_.agree({"backup.prove", "--backup", backup});
  ASSERT_EQ(room_.prove(act, room_.shares({"carol", "alice"}, "1") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("accepted: the share of carol"));
  const json::object record = room_.key(key);
  const json::object& proven = record.at("proven").as_object();
  EXPECT_EQ(proven.at("token_serial").as_string(), room_.second.serial());
  EXPECT_EQ(proven.at("module").as_string(), "libsofthsm2.so");
  EXPECT_FALSE(proven.at("exposed").as_bool());

  room_.must_run({"act", "execute", room_.agree({"key.activate", "--key-id", key})});
  EXPECT_EQ(room_.key(key).at("state").as_string(), "active");
}

TEST_F(AtTheBackupTable, TooFewSharesProveNothingAndTheActGoesOnLater) {
  const std::string backup = room_.acknowledged_backup(room_.make_key("strict"));
  const std::string act = room_.agree({"backup.prove", "--backup", backup});
  ASSERT_EQ(room_.prove(act, room_.shares({"alice"}, "1") + room_.second_token()),
            ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("SHARE-SAFE"));
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("pyx backup give-up --act " + act));
  EXPECT_EQ(state_of_act(act), "executing");
  EXPECT_EQ(room_.prove(act, room_.shares({"alice", "bob"}, "1") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
}

TEST_F(AtTheBackupTable, AnActThatIsGivenUpHasFailed) {
  const std::string backup = room_.acknowledged_backup(room_.make_key("strict"));
  const std::string act = room_.agree({"backup.prove", "--backup", backup});
  ASSERT_EQ(room_.prove(act, room_.shares({"alice"}, "1") + room_.second_token()),
            ExitCode::kRefused);
  ASSERT_EQ(room_.run({"backup", "give-up", "--act", act, "--dir", room_.room.folder()}),
            ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_EQ(state_of_act(act), "failed");
}

TEST_F(AtTheBackupTable, WithoutATerminalAHolderWhoHasNoSealedFileStopsItBeforeItBegins) {
  const std::string act = room_.agree_on_backup(room_.make_key("strict"));
  EXPECT_EQ(room_.room.run_with_pin(std::vector<std::string>{"backup", "create", "--act", act} +
                                    room_.so_pin() + room_.sealing({"alice", "bob"}, "1")),
            ExitCode::kUsage);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("--seal-to"));
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("carol"));
  EXPECT_EQ(state_of_act(act), "open");
  EXPECT_FALSE(fs::exists(room_.sealed_file("alice", "1")));
}

TEST_F(AtTheBackupTable, AnythingThatWouldBeOverwrittenStopsItBeforeItBegins) {
  const std::string act = room_.agree_on_backup(room_.make_key("strict"));
  room_.room.desk.write("bob-1.share", "something");
  EXPECT_EQ(room_.create(act), ExitCode::kUsage);
  EXPECT_EQ(state_of_act(act), "open");
}

TEST_F(AtTheBackupTable, HoldersAtTheTerminalTypeTheirSharesBackAndLaterIn) {
  ScriptedTerminal terminal;
  room_.room.desk.share_terminal = &terminal;
  const std::string key = room_.make_key("strict");
  const std::string act = room_.agree_on_backup(key);
  for (int i = 0; i < 3; ++i) terminal.type_what_was_shown();
  ASSERT_EQ(room_.room.run_with_pin(std::vector<std::string>{"backup", "create", "--act", act} +
                                    room_.so_pin()),
            ExitCode::kDone)
      << room_.room.desk.words();
  ASSERT_EQ(terminal.pages.size(), 3U);
  std::vector<std::string> words;
  for (const std::string& page : terminal.pages) {
    ScriptedTerminal reader;
    reader.pages = {page};
    words.push_back(reader.words_on_card());
  }
  const std::string backup = room_.newest_backup();
  const char* const holders[] = {"alice", "bob", "carol"};
  for (int i = 0; i < 3; ++i) {
    terminal.type(words[static_cast<std::size_t>(i)]);
    ASSERT_EQ(room_.room.run_as(holders[i], {"share", "acknowledge", "--backup", backup}),
              ExitCode::kDone)
        << room_.room.desk.words();
  }
  terminal.type(words[2]);
  terminal.type(words[1]);
  const std::string prove = room_.agree({"backup.prove", "--backup", backup});
  EXPECT_EQ(room_.prove(prove, room_.second_token()), ExitCode::kDone) << room_.room.desk.words();
}

TEST_F(AtTheBackupTable, ASplitSoPinIsTypedByItsHolders) {
  ScriptedTerminal terminal;
  room_.room.desk.share_terminal = &terminal;
  for (int i = 0; i < 3; ++i) terminal.type_what_was_shown();
  ASSERT_EQ(room_.run(std::vector<std::string>{"token", "change-pins", "--token",
                                               room_.room.vaults_token().uri_text(), "--yes",
                                               "--share-group", "2:alice,bob,carol",
                                               "--share-record", room_.path("so-pin.json")} +
                      room_.so_pin()),
            ExitCode::kDone)
      << room_.room.desk.words();
  std::vector<std::string> words;
  for (const std::string& page : terminal.pages) {
    ScriptedTerminal reader;
    reader.pages = {page};
    words.push_back(reader.words_on_card());
  }
  const std::string act = room_.agree_on_backup(room_.make_key("strict"));
  terminal.type(words[0]);
  terminal.type(words[2]);
  for (int i = 0; i < 3; ++i) terminal.type_what_was_shown();
  ASSERT_EQ(room_.room.run_with_pin({"backup", "create", "--act", act, "--so-pin-source",
                                     "shares:" + room_.path("so-pin.json")}),
            ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_EQ(state_of_act(act), "executed");
}

TEST_F(AtTheBackupTable, AHolderWhoGivesUpVoidsTheSetAndTheActIsDoneAnew) {
  ScriptedTerminal terminal;
  room_.room.desk.share_terminal = &terminal;
  const std::string act = room_.agree_on_backup(room_.make_key("strict"));
  terminal.answers = {"q"};
  ASSERT_EQ(room_.room.run_with_pin(std::vector<std::string>{"backup", "create", "--act", act} +
                                    room_.so_pin()),
            ExitCode::kFailed);
  EXPECT_EQ(state_of_act(act), "executing");
  room_.room.desk.share_terminal = nullptr;
  EXPECT_EQ(room_.create(act), ExitCode::kDone) << room_.room.desk.words();
}

// SHARE-SAFE, trap 8: the disk of one holder is full after another has his share already.
TEST_F(AtTheBackupTable, AFileThatCannotBeWrittenVoidsTheSetAndTheActIsDoneAnew) {
  const std::string act = room_.agree_on_backup(room_.make_key("strict"));
  const std::string nowhere = room_.path("no-folder/bob.share");
  EXPECT_EQ(
      room_.room.run_with_pin(
          std::vector<std::string>{"backup", "create", "--act", act} + room_.so_pin() +
          room_.sealing({"alice", "carol"}, "1") +
          std::vector<std::string>{"--seal-to", "bob=" + room_.path("bob.cert") + ":" + nowhere}),
      ExitCode::kFailed);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr(nowhere));
  EXPECT_EQ(state_of_act(act), "executing");
  // What was sealed already is of no set any more, and is gone.
  EXPECT_FALSE(fs::exists(room_.sealed_file("alice", "1")));
  EXPECT_FALSE(fs::exists(room_.sealed_file("carol", "1")));

  ASSERT_EQ(room_.create(act, "2"), ExitCode::kDone) << room_.room.desk.words();
  // Nothing is overwritten.
  EXPECT_EQ(room_.create(act, "2"), ExitCode::kUsage);
  const std::string backup = room_.newest_backup();
  for (const char* holder : {"alice", "bob", "carol"})
    ASSERT_EQ(room_.acknowledge(holder, backup, "2"), ExitCode::kDone) << room_.room.desk.words();
  const std::string prove = room_.agree({"backup.prove", "--backup", backup});
  EXPECT_EQ(room_.prove(prove, room_.shares({"alice", "bob"}, "2") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
}

TEST_F(AtTheBackupTable, AWrongSoPinIsShownOnceAndCanBeTypedAnew) {
  const std::string act = room_.agree_on_backup(room_.make_key("strict"));
  room_.room.desk.write("wrong", "12345678\n");
  EXPECT_EQ(room_.room.run_with_pin(std::vector<std::string>{"backup", "create", "--act", act,
                                                             "--so-pin-source",
                                                             "file:" + room_.path("wrong")} +
                                    room_.sealing({"alice", "bob", "carol"}, "1")),
            ExitCode::kFailed);
  EXPECT_EQ(room_.create(act), ExitCode::kDone) << room_.room.desk.words();
}

// SHARE-SAFE; trap 10: custody changes hands, the old shares count until the last new one is
// acknowledged, and the key stays.
TEST_F(AtTheBackupTable, ReshareReplacesAHolderAndTheOldShareIsRefusedByName) {
  const std::string key = room_.make_key("strict");
  const std::string backup = room_.acknowledged_backup(key);
  const std::string act =
      room_.agree({"shares.reshare", "--backup", backup, "--share-group", "2:alice,bob,dave"});
  ASSERT_EQ(room_.room.run_with_pin(std::vector<std::string>{"share", "reshare", "--act", act} +
                                    room_.shares({"alice", "carol"}, "1") +
                                    room_.sealing({"alice", "bob", "dave"}, "2")),
            ExitCode::kDone)
      << room_.room.desk.words();
  for (const char* holder : {"alice", "bob"}) {
    ASSERT_EQ(room_.acknowledge(holder, backup, "2"), ExitCode::kDone) << room_.room.desk.words();
  }
  ASSERT_EQ(room_.prove(room_.agree({"backup.prove", "--backup", backup}),
                        room_.shares({"alice", "carol"}, "1") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
  ASSERT_EQ(room_.acknowledge("dave", backup, "2"), ExitCode::kDone) << room_.room.desk.words();
  const std::string prove = room_.agree({"backup.prove", "--backup", backup});
  EXPECT_EQ(room_.prove(prove, room_.shares({"carol", "dave"}, "1") + room_.second_token()),
            ExitCode::kUsage);  // dave has no share of the first round
  EXPECT_EQ(room_.prove(prove, room_.shares({"carol"}, "1") + room_.shares({"dave"}, "2") +
                                   room_.second_token()),
            ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(),
              HasSubstr("the share of carol of version 1, which is dead since version 2"));
  EXPECT_EQ(room_.prove(prove, room_.shares({"alice", "dave"}, "2") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
}

TEST_F(AtTheBackupTable, ARestoreOntoASecondTokenStaysThere) {
  const std::string key = room_.make_key("strict");
  const std::string backup = room_.acknowledged_backup(key);
  const std::string act = room_.agree({"backup.restore", "--backup", backup, "--backup-key", key,
                                       "--token-serial", room_.second.serial()});
  ASSERT_EQ(room_.room.run_with_pin(std::vector<std::string>{"backup", "restore", "--act", act} +
                                    room_.shares({"alice", "bob"}, "1") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
  const json::object record = room_.key(key);
  ASSERT_EQ(record.at("restored").as_array().size(), 1U);
  EXPECT_EQ(record.at("restored").at(0).at("token_serial").as_string(), room_.second.serial());
}

TEST_F(AtTheBackupTable, AnActOfAnotherTypeIsRefused) {
  const std::string act = room_.agree_on_backup(room_.make_key("strict"));
  EXPECT_EQ(room_.prove(act, room_.second_token()), ExitCode::kFailed);
  EXPECT_EQ(state_of_act(act), "open");
}

// The PIN is needed twice, and a descriptor gives it once.
TEST_F(AtTheBackupTable, PinsMayComeFromDescriptors) {
  const std::string act = room_.agree_on_backup(room_.make_key("strict"));
  const auto descriptor_with = [](const std::filesystem::path& secret) {
    return "fd:" + std::to_string(::open(secret.c_str(), O_RDONLY | O_CLOEXEC));
  };
  const auto& vaults = room_.room.vaults_token();
  ASSERT_EQ(room_.run(std::vector<std::string>{
                          "backup", "create", "--act", act, "--dir", room_.room.folder(),
                          "--pin-source", descriptor_with(vaults.pin_file()), "--so-pin-source",
                          descriptor_with(vaults.so_pin_file())} +
                      room_.sealing({"alice", "bob", "carol"}, "1")),
            ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_EQ(state_of_act(act), "executed");
}

// BACKUP-PLANNED: by the commands that people type, with two real tokens.
TEST_F(AtTheBackupTable, APlanThatTheTokenMatrixRefutesIsRefusedAndAnotherIsDone) {
  const std::string key = room_.make_key("strict");
  const std::string backup = room_.acknowledged_backup(key);
  const std::string file = room_.path("matrix.json");
  ASSERT_EQ(room_.run({"token", "matrix", "--token", room_.room.vaults_token().uri_text(),
                       "--other", room_.second.uri_text(), "--out", file}),
            ExitCode::kDone)
      << room_.room.desk.words();
  const auto propose = [&](const std::string& matrix) {
    return room_.room.run_as(
        "olga", {"act", "propose", "backup.prove", "--backup", backup, "--matrix", matrix,
                 "--second-token", room_.second.uri_text()});
  };
  std::string refuted = pyx::to_text(*read_file(file));
  for (std::size_t at = 0; (at = refuted.find("\"works\"", at)) != std::string::npos;)
    refuted.replace(at, 7, "\"wrong key\"");
  const std::string bad = room_.path("refuted.json");
  ASSERT_TRUE(write_file(bad, as_bytes(refuted), Overwrite::kNo).ok());
  EXPECT_EQ(propose(bad), ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("BACKUP-PLANNED"));
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("the second token is there"));

  const std::string act = room_.agree({"backup.prove", "--backup", backup, "--matrix", file});
  EXPECT_EQ(room_.prove(act, room_.shares({"carol", "bob"}, "1") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
}

// A new wrap key for what is wrapped already: the key need not leave its token again.
TEST_F(AtTheBackupTable, RewrapMakesNewSharesAndTheOldBackupDies) {
  const std::string key = room_.make_key("strict");
  const std::string backup = room_.acknowledged_backup(key);
  const std::string act =
      room_.agree({"backup.rewrap", "--backup", backup, "--share-group", "2:alice,bob,dave"});
  const auto rewrap = [&](const std::vector<std::string>& shares) {
    return room_.room.run_with_pin(std::vector<std::string>{"backup", "rewrap", "--act", act} +
                                   room_.so_pin() + shares +
                                   room_.sealing({"alice", "bob", "dave"}, "2"));
  };
  ASSERT_EQ(rewrap(room_.shares({"alice"}, "1")), ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("SHARE-SAFE"));
  ASSERT_EQ(rewrap(room_.shares({"alice", "carol"}, "1")), ExitCode::kDone)
      << room_.room.desk.words();
  const std::string next = room_.newest_backup();
  EXPECT_EQ(room_.backup(next).at("rewrapped_from").as_string(), backup);
  for (const char* holder : {"alice", "bob", "dave"}) {
    EXPECT_FALSE(room_.backup(backup).contains("dead"));
    ASSERT_EQ(room_.acknowledge(holder, next, "2"), ExitCode::kDone) << room_.room.desk.words();
  }
  EXPECT_TRUE(room_.backup(backup).contains("dead"));
  EXPECT_EQ(room_.prove(room_.agree({"backup.prove", "--backup", next}),
                        room_.shares({"bob", "dave"}, "2") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_EQ(room_.key(key).at("proven").at("backup").as_string(), next);
}

TEST_F(AtTheBackupTable, ACopyOnAnotherTokenIsDestroyedThereAndSaidToBeGone) {
  const std::string key = room_.make_key("strict");
  const std::string backup = room_.acknowledged_backup(key);
  const std::string restore = room_.agree({"backup.restore", "--backup", backup, "--backup-key",
                                           key, "--token-serial", room_.second.serial()});
  ASSERT_EQ(
      room_.room.run_with_pin(std::vector<std::string>{"backup", "restore", "--act", restore} +
                              room_.shares({"alice", "bob"}, "1") + room_.second_token()),
      ExitCode::kDone)
      << room_.room.desk.words();
  const std::string act =
      room_.agree({"copy.destroy", "--key-id", key, "--token-serial", room_.second.serial()});
  ASSERT_EQ(
      room_.room.run_with_pin(std::vector<std::string>{"backup", "destroy-copy", "--act", act} +
                              room_.second_token()),
      ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_TRUE(room_.key(key).at("restored").at(0).as_object().contains("gone"));
  const auto token = pkcs11::open_token(room_.second.uri(), room_.second.pin());
  ASSERT_TRUE(token.ok());
  EXPECT_EQ((*token)->objects().value().size(), 0U);
}

}  // namespace backup_table_commands_test
}  // namespace pyx::ceremony
