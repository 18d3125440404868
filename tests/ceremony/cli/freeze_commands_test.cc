#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace freeze_commands_test {

using testing::Desk;
using ::testing::HasSubstr;

TEST(FreezeCommands, OneOfficerFreezesWithoutBeingAsked) {
  Desk desk;
  ASSERT_EQ(desk.run_as("dave", freeze_commands(),
                        {"freeze", "--target", "client:issuer", "--reason", "odd requests"}),
            ExitCode::kDone)
      << desk.words();
  ASSERT_EQ(desk.store->freezes.size(), 1U);
  const custody::FreezeStatement& said = desk.store->freezes[0].statement;
  EXPECT_EQ(to_text(said.target), "client:issuer");
  EXPECT_EQ(said.person, "dave");
  EXPECT_EQ(said.vault, desk.store->id);
  EXPECT_EQ(said.expires, desk.clock.now() + std::chrono::minutes(15));
  EXPECT_EQ(said.reason, "odd requests");
  EXPECT_EQ(desk.data(), to_hex(desk.store->freezes[0].id) + "\n");
  EXPECT_THAT(desk.words(), HasSubstr("pyx act propose thaw --freeze "));
}

TEST(FreezeCommands, ListShowsWhatIsFrozen) {
  Desk desk;
  EXPECT_EQ(desk.run(freeze_commands(), {"freeze", "list", "--dir", "vault"}), ExitCode::kDone);
  EXPECT_EQ(desk.words(), "pyx: nothing is frozen\n");
  ASSERT_EQ(desk.run_as("alice", freeze_commands(), {"freeze", "--target", "all"}),
            ExitCode::kDone);
  EXPECT_EQ(desk.run(freeze_commands(), {"freeze", "list", "--dir", "vault"}), ExitCode::kDone);
  EXPECT_THAT(desk.data(), HasSubstr("all     alice"));
}

TEST(FreezeCommands, MintingIsATarget) {
  Desk desk;
  ASSERT_EQ(desk.run_as("alice", freeze_commands(), {"freeze", "--target", "minting"}),
            ExitCode::kDone)
      << desk.words();
  EXPECT_EQ(to_text(desk.store->freezes.at(0).statement.target), "minting");
  EXPECT_THAT(desk.words(), HasSubstr("frozen: minting, by alice"));
}

TEST(FreezeCommands, WrongTargetIsAUsageErrorThatNamesTheFlag) {
  Desk desk;
  EXPECT_EQ(desk.run_as("alice", freeze_commands(), {"freeze", "--target", "everything"}),
            ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("--target: "));
  EXPECT_TRUE(desk.store->freezes.empty());
}

TEST(FreezeCommands, StrangerCannotSign) {
  Desk desk;
  EXPECT_EQ(desk.run_as("mallory", freeze_commands(), {"freeze", "--target", "all"}),
            ExitCode::kRefused);
  EXPECT_TRUE(desk.store->freezes.empty());
}

}  // namespace freeze_commands_test
}  // namespace pyx::ceremony
