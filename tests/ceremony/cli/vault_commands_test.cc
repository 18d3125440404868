#include <gmock/gmock.h>

#include <filesystem>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/room.h"

namespace pyx::ceremony {
namespace vault_commands_test {

using testing::Desk;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Room;

struct Wrong {
  std::vector<std::string> words;
  std::string_view said;
};
class VaultCommandsRefuse : public ::testing::TestWithParam<Wrong> {};

TEST_P(VaultCommandsRefuse, NamingTheFlag) {
  Desk desk;
  EXPECT_EQ(desk.run(vault_commands(), GetParam().words), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr(std::string(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Words, VaultCommandsRefuse,
    ::testing::Values(
        Wrong{{"vault", "init", "--dir", "v"}, "--draft: say either"},
        Wrong{{"vault", "init", "--dir", "v", "--draft", "--finish"}, "--draft: say either"},
        Wrong{{"vault", "init", "--draft"}, "needs --dir"},
        Wrong{{"vault", "init", "--draft", "--dir", "v"}, "--policy: is needed with --draft"},
        Wrong{{"vault", "init", "--draft", "--dir", "v", "--policy", "p"},
              "--token: is needed with --draft"},
        Wrong{{"vault", "init", "--finish", "--dir", "v", "--policy", "p"},
              "--policy: goes with --draft only"},
        // In this process only: a draft behind a server does not exist.
        Wrong{{"vault", "init", "--finish", "--server", "https://mint"}, "--server: "},
        Wrong{{"vault", "sign", "--dir", "v"}, "needs --key"},
        Wrong{{"vault", "show"}, "--dir: say where"}));

TEST(VaultDraft, IsFoundedWhenEverybodyHasSigned) {
  Room room;
  ASSERT_EQ(room.draft(), ExitCode::kDone) << room.desk.words();
  EXPECT_THAT(room.desk.data(), HasSubstr("missing    olga, alice, bob, carol, dave, erin"));
  EXPECT_THAT(room.desk.words(),
              HasSubstr("next: each person of the policy signs: pyx vault sign"));

  ASSERT_EQ(room.sign("olga"), ExitCode::kDone) << room.desk.words();
  EXPECT_THAT(room.desk.words(), HasSubstr("found a vault"));
  EXPECT_EQ(room.run_with_pin({"vault", "init", "--finish"}), ExitCode::kRefused);
  EXPECT_THAT(room.desk.words(), HasSubstr("missing: alice, bob, carol, dave, erin"));
  EXPECT_EQ(room.sign("olga"), ExitCode::kFailed);  // a second time
  EXPECT_EQ(room.sign("mallory"), ExitCode::kRefused);
  EXPECT_EQ(room.run({"vault", "show", "--dir", room.folder()}), ExitCode::kDone);
  EXPECT_THAT(room.desk.data(), HasSubstr("signed by  olga\n"));

  for (const char* person : {"alice", "bob", "carol", "dave", "erin"}) {
    ASSERT_EQ(room.sign(person), ExitCode::kDone) << room.desk.words();
  }
  EXPECT_THAT(room.desk.words(), HasSubstr("next: pyx vault init --finish"));
  ASSERT_EQ(room.run_with_pin({"vault", "init", "--finish"}), ExitCode::kDone) << room.desk.words();
  const std::string id = room.desk.data().substr(0, 64);
  ASSERT_EQ(room.run({"vault", "show", "--dir", room.folder(), "--output", "json"}),
            ExitCode::kDone);
  EXPECT_EQ(room.desk.json().at("id").as_string(), id);
}

TEST(VaultSign, WaitsForTheTypedWord) {
  Room room;
  ASSERT_EQ(room.draft(), ExitCode::kDone) << room.desk.words();
  EXPECT_EQ(room.sign("olga", {}), ExitCode::kFailed);
  EXPECT_THAT(room.desk.words(), HasSubstr("no terminal"));
  room.desk.terminal = true;
  room.desk.typed = "yes\n";
  EXPECT_EQ(room.sign("olga", {}), ExitCode::kFailed);
  room.desk.typed = "sign\n";
  EXPECT_EQ(room.sign("olga", {}), ExitCode::kDone) << room.desk.words();
}

TEST(VaultAbandon, LeavesNoDraft) {
  Room room;
  ASSERT_EQ(room.draft(), ExitCode::kDone) << room.desk.words();
  EXPECT_EQ(room.run_with_pin({"vault", "abandon"}), ExitCode::kFailed);
  ASSERT_EQ(room.run_with_pin({"vault", "abandon", "--yes"}), ExitCode::kDone) << room.desk.words();
  EXPECT_EQ(room.run({"vault", "show", "--dir", room.folder()}), ExitCode::kFailed);
  EXPECT_THAT(room.desk.words(), HasSubstr("next: pyx vault init --draft"));
  ASSERT_EQ(room.draft(), ExitCode::kDone) << room.desk.words();
}

// What a crash leaves of a draft before anybody could sign it.
TEST(VaultAbandon, LeavesNothingOfADraftThatWasCutOffBeforeItsStatement) {
  Room room;
  ASSERT_EQ(room.draft(), ExitCode::kDone) << room.desk.words();
  const auto draft = std::filesystem::path(room.folder()) / "draft";
  std::filesystem::remove(draft / "founding.json");
  EXPECT_EQ(room.sign("olga"), ExitCode::kFailed);
  EXPECT_THAT(room.desk.words(), HasSubstr("was cut off before its statement"));
  ASSERT_EQ(room.run_with_pin({"vault", "abandon", "--yes"}), ExitCode::kDone) << room.desk.words();
  EXPECT_THAT(room.desk.words(), HasSubstr("cut off before its statement"));
  EXPECT_FALSE(std::filesystem::exists(draft));
  ASSERT_EQ(room.draft(), ExitCode::kDone) << room.desk.words();
}

TEST(VaultDraft, OfAPolicyWithAnErrorTouchesNoToken) {
  Room room;
  room.desk.write("policy.toml", "version = \n");
  room.desk.open_token = [](const pkcs11::TokenUri&,
                            const SecretSource&) -> Result<std::unique_ptr<pkcs11::Token>> {
    return error(Code::kBug, "token was opened");
  };
  EXPECT_EQ(room.draft(), ExitCode::kFailed);
  EXPECT_THAT(room.desk.words(), HasSubstr("policy.toml:1:"));
  EXPECT_FALSE(std::filesystem::exists(room.folder()));
}

}  // namespace vault_commands_test
}  // namespace pyx::ceremony
