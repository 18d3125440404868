#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/room.h"

namespace pyx::ceremony {
namespace log_commands_test {

using testing::Desk;
using ::testing::HasSubstr;
using testing::Room;

TEST(LogCommands, ExportIsVerifiedAndAuthenticatedByItsRootOnly) {
  Room room;
  const std::string root = room.found();
  const std::string folder = (room.desk.folder() / "export").string();
  ASSERT_EQ(room.run_with_pin({"log", "checkpoint"}), ExitCode::kDone) << room.desk.words();
  const auto checkpoint = room.desk.write("checkpoint", room.desk.data());
  ASSERT_EQ(room.run_with_pin({"log", "export", folder}), ExitCode::kDone) << room.desk.words();

  EXPECT_EQ(room.run({"log", "verify", folder}), ExitCode::kNotAuthenticated);
  EXPECT_THAT(room.desk.words(), HasSubstr("self-consistent, not authenticated"));
  EXPECT_EQ(room.run({"log", "verify", folder, "--root", root, "--since", checkpoint.string()}),
            ExitCode::kDone)
      << room.desk.words();
  EXPECT_THAT(room.desk.data(), HasSubstr("vault " + root));
  EXPECT_EQ(room.run({"log", "verify", folder, "--root", std::string(64, 'a')}),
            ExitCode::kRefused);
  EXPECT_THAT(room.desk.words(), HasSubstr("[LOG-WHOLE]"));
  EXPECT_EQ(room.run({"log", "verify", folder, "--output", "json"}), ExitCode::kNotAuthenticated);
  EXPECT_FALSE(room.desk.json().at("authenticated").as_bool());
}

TEST(LogCommands, AChangedByteShows) {
  Room room;
  const std::string root = room.found();
  const auto folder = room.desk.folder() / "export";
  ASSERT_EQ(room.run_with_pin({"log", "export", folder.string()}), ExitCode::kDone);
  std::filesystem::path entries;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "tile")) {
    if (entry.is_regular_file() && entry.path().string().find("entries") != std::string::npos) {
      entries = entry.path();
    }
  }
  ASSERT_FALSE(entries.empty());
  std::fstream file(entries, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(40);
  file.put('\x7f');
  file.close();
  const ExitCode exit = room.run({"log", "verify", folder.string(), "--root", root});
  EXPECT_TRUE(exit == ExitCode::kFailed || exit == ExitCode::kRefused) << room.desk.data();
}

TEST(LogCommands, WrongWordsAreUsageErrorsThatNameTheFlag) {
  Desk desk;
  EXPECT_EQ(desk.run(log_commands(), {"log", "verify"}), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("needs DIR"));
  EXPECT_EQ(desk.run(log_commands(), {"log", "verify", "x", "--root", "abc"}), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("--root: "));
  EXPECT_EQ(desk.run(log_commands(), {"log", "verify", "x", "--dir", "vault"}), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("--dir: "));
}

TEST(LogCommands, CheckpointIsDataAlone) {
  Desk desk;
  EXPECT_EQ(desk.run(log_commands(), {"log", "checkpoint", "--dir", "vault"}), ExitCode::kDone);
  EXPECT_EQ(desk.data(), "pyx/test\n0\nAAAA\n");
}

}  // namespace log_commands_test
}  // namespace pyx::ceremony
