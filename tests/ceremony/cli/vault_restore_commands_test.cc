// A vault is founded, copied, gone on with, put back, caught up and rebuilt, as it is typed.
#include <filesystem>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/room.h"

namespace pyx::ceremony {
namespace vault_restore_commands_test {

namespace fs = std::filesystem;
using testing::Desk;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Room;

TEST(VaultRestore, NamesTheFlagThatIsMissingOrWrong) {
  struct Wrong {
    std::vector<std::string> words;
    std::string said;
  };
  for (const Wrong& wrong : std::vector<Wrong>{
           {{"vault", "catch-up", "--dir", "v"}, "needs --from"},
           {{"vault", "rebuild", "--dir", "v", "--from", "e", "--token", "pkcs11:serial=1"},
            "needs --root"},
           {{"vault", "rebuild", "--dir", "v", "--from", "e", "--root", "zz", "--token",
             "pkcs11:serial=1"},
            "--root: "},
           {{"vault", "rebuild", "--dir", "v", "--from", "e", "--root", std::string(64, 'a'),
             "--token", "a token"},
            "--token: "}}) {
    Desk desk;
    EXPECT_EQ(desk.run(vault_restore_commands(), wrong.words), ExitCode::kUsage);
    EXPECT_THAT(desk.words(), HasSubstr(wrong.said));
  }
}

TEST(VaultRestore, AnOldCopyIsCaughtUpAndALostFolderRebuilt) {
  Room room;
  const std::string root = room.found();
  const fs::path copy = room.desk.folder() / "copy";
  const std::string exported = (room.desk.folder() / "export").string();
  fs::copy(room.folder(), copy, fs::copy_options::recursive);
  ASSERT_EQ(room.run_with_pin({"log", "checkpoint"}), ExitCode::kDone) << room.desk.words();
  room.agree({"key.generate", "--profile", "issuer-p256", "--name", "new"}, {"alice", "bob"});
  ASSERT_EQ(room.run_with_pin({"log", "export", exported}), ExitCode::kDone) << room.desk.words();

  fs::remove_all(room.folder());
  fs::copy(copy, room.folder(), fs::copy_options::recursive);
  ASSERT_EQ(room.run_with_pin({"log", "checkpoint"}), ExitCode::kRefused);
  EXPECT_THAT(room.desk.words(), HasSubstr("STATE-FRESH"));
  EXPECT_THAT(room.desk.words(), HasSubstr("pyx vault catch-up"));
  ASSERT_EQ(room.run({"vault", "catch-up", "--dir", room.folder(), "--from", exported}),
            ExitCode::kDone)
      << room.desk.words();
  EXPECT_THAT(room.desk.words(), HasSubstr("leaves from the export"));
  EXPECT_EQ(room.run_with_pin({"log", "checkpoint"}), ExitCode::kDone) << room.desk.words();

  fs::remove_all(room.folder());
  ASSERT_EQ(room.run({"vault", "rebuild", "--dir", room.folder(), "--from", exported, "--root",
                      root, "--token", pkcs11::to_text(room.vaults_token().uri())}),
            ExitCode::kDone)
      << room.desk.words();
  EXPECT_EQ(room.run_with_pin({"log", "checkpoint"}), ExitCode::kDone) << room.desk.words();
  EXPECT_EQ(
      room.run({"vault", "show", "--dir", room.folder(), "--witness", exported + "/checkpoint"}),
      ExitCode::kDone);
  EXPECT_THAT(room.desk.words(), Not(HasSubstr("STATE-FRESH")));
}

}  // namespace vault_restore_commands_test
}  // namespace pyx::ceremony
