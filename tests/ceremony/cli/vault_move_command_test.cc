#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/backup_room.h"

namespace pyx::ceremony {
namespace vault_move_command_test {

using testing::BackupRoom;
using testing::Desk;
using testing::operator+;
using ::testing::HasSubstr;
using Words = std::vector<std::string>;

constexpr std::string_view kAct = "01938c2e-7000-7000-8000-000000000001";

struct Wrong {
  Words words;
  std::string_view said;
};
class VaultMoveRefuses : public ::testing::TestWithParam<Wrong> {};

TEST_P(VaultMoveRefuses, NamingTheFlag) {
  Desk desk;
  EXPECT_EQ(desk.run(vault_move_commands(), Words{"vault", "move"} + GetParam().words),
            ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr(std::string(GetParam().said)));
}
INSTANTIATE_TEST_SUITE_P(
    Words, VaultMoveRefuses,
    ::testing::Values(
        Wrong{{"--dir", "v", "--new-token", "pkcs11:serial=1?module-path=/m"}, "needs --act"},
        Wrong{{"--dir", "v", "--act", std::string(kAct)}, "--new-token: is needed"},
        Wrong{{"--dir", "v", "--act", std::string(kAct), "--new-token", "x"}, "--new-token: "},
        Wrong{{"--act", std::string(kAct), "--give-up"}, "--dir: say where"}));

// A server has its token in use, and its people cannot bring another to it.
TEST(VaultMoveOfAServer, IsRefused) {
  Desk desk;
  EXPECT_EQ(desk.run(vault_move_commands(),
                     {"vault", "move", "--dir", "v", "--act", std::string(kAct), "--give-up"}),
            ExitCode::kFailed);
  EXPECT_THAT(desk.words(), HasSubstr("stop pyxd"));
}

class VaultMove : public ::testing::Test {
 protected:
  VaultMove() { room_.must_run({"log", "checkpoint"}); }
  Words new_token() const {
    return {
        "--new-token",
        "pkcs11:serial=" + room_.second.serial() + "?module-path=" + pyx::testing::kSoftHsmModule,
        "--new-pin-source", "file:" + room_.second.pin_file().string()};
  }
  std::string agreed() { return room_.agree({"token.replace", "--new-token", new_token()[1]}); }
  ExitCode move(const std::string& act, const Words& more) {
    return room_.run(Words{"vault", "move", "--act", act, "--dir", room_.room.folder()} + more);
  }
  std::string serial() {
    room_.run({"vault", "show", "--dir", room_.room.folder(), "--output", "json"});
    return std::string(room_.room.desk.json().at("token_serials").at(0).as_string());
  }
  BackupRoom room_;
};

// ACT-SHOWN
TEST_F(VaultMove, WhoApprovesSeesWhereItGoesFromWhereItGoesOnAndWhatStaysBehind) {
  const std::string key = room_.make_key("lasting");
  const std::string act = agreed();
  const std::string words = room_.room.desk.words();
  EXPECT_THAT(words, HasSubstr("GO ON ON ANOTHER TOKEN"));
  EXPECT_THAT(words, HasSubstr("serial " + room_.second.serial()));
  EXPECT_THAT(words, HasSubstr("compare it with the last one that a witness has"));
  EXPECT_THAT(words, HasSubstr(key + " a key, pre-activation; in NO backup"));
  EXPECT_THAT(words, HasSubstr("next: pyx vault move --act " + act));
}
TEST_F(VaultMove, GoesToTheNewTokenAndSaysWhatIsLeftToDo) {
  const std::string key = room_.make_key("lasting");
  const std::string old = serial();
  ASSERT_EQ(move(agreed(), new_token()), ExitCode::kDone) << room_.room.desk.words();
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("left behind: key " + key));
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("log.vkey"));
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("pin_source"));
  EXPECT_EQ(serial(), room_.second.serial());
  room_.run({"vault", "show", "--dir", room_.room.folder()});
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("moved from  " + old));
  room_.run({"key", "show", key, "--dir", room_.room.folder()});
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("LEFT BEHIND"));
}
TEST_F(VaultMove, TypedAgainIsDoneAgainWithoutHarm) {
  const std::string act = agreed();
  ASSERT_EQ(move(act, new_token()), ExitCode::kDone) << room_.room.desk.words();
  EXPECT_EQ(move(act, new_token()), ExitCode::kDone) << room_.room.desk.words();
}
// TOKEN-BOUND
TEST_F(VaultMove, ToAnotherTokenThanTheActsIsRefused) {
  const auto third = room_.room.make_token("third");
  const std::string act = agreed();
  EXPECT_EQ(
      move(act, {"--new-token",
                 "pkcs11:serial=" + third.serial() + "?module-path=" + pyx::testing::kSoftHsmModule,
                 "--new-pin-source", "file:" + third.pin_file().string()}),
      ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("the act goes on on serial"));
  EXPECT_NE(serial(), third.serial());
}
TEST_F(VaultMove, WithoutAQuorumIsRefused) {
  ASSERT_EQ(
      room_.room.run_as("olga", {"act", "propose", "token.replace", "--new-token", new_token()[1]}),
      ExitCode::kDone)
      << room_.room.desk.words();
  std::string act = room_.room.desk.data();
  act.pop_back();
  EXPECT_EQ(move(act, new_token()), ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("ACT-QUORUM"));
  EXPECT_EQ(move(act, {"--give-up"}), ExitCode::kFailed);
}

}  // namespace vault_move_command_test
}  // namespace pyx::ceremony
