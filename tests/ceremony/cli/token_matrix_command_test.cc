#include <gmock/gmock.h>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "custody/backups/token_matrix_file.h"
#include "tests/ceremony/cli/room.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace token_matrix_command_test {

using pyx::testing::IsOk;
using ::testing::HasSubstr;
using testing::Room;

TEST(TokenMatrix, OfTwoSoftHsmTokensHasRowsThatWorkInOurFormat) {
  Room room;
  const auto other = room.make_token("other");
  const std::string out = (room.desk.folder() / "matrix.json").string();
  const std::vector<std::string> words = {
      "token",   "matrix",         "--token", room.vaults_token().uri_text(),
      "--other", other.uri_text(), "--out",   out};
  ASSERT_EQ(room.run(words), ExitCode::kDone) << room.desk.words();
  EXPECT_THAT(room.desk.data(), HasSubstr("works"));
  const auto stored = custody::parse_matrix(*read_file(out));
  ASSERT_THAT(stored, IsOk());
  const auto& [first, second] = stored->tokens;
  EXPECT_EQ(first.token.serial, room.vaults_token().serial());
  EXPECT_EQ(second.token.serial, other.serial());
  EXPECT_EQ(second.firmware, "2.6");
  EXPECT_EQ(stored->time, from_rfc3339(to_rfc3339(room.desk.clock.now())).value());
  EXPECT_TRUE(pkcs11::can_restore(stored->rows, KeyType::kP256, first.token, second.token));
  EXPECT_TRUE(pkcs11::can_restore(stored->rows, KeyType::kAes256, second.token, first.token));
  EXPECT_FALSE(pkcs11::can_restore(stored->rows, KeyType::kEd25519, first.token, second.token));
  EXPECT_THAT(room.desk.words(), HasSubstr(to_hex(sha256(*read_file(out)))));
  EXPECT_EQ(room.run(words), ExitCode::kFailed);  // the file is there
}

TEST(TokenMatrix, WithoutTheOtherTokenIsAUsageError) {
  Room room;
  EXPECT_EQ(room.run({"token", "matrix", "--token", room.vaults_token().uri_text()}),
            ExitCode::kUsage);
}

}  // namespace token_matrix_command_test
}  // namespace pyx::ceremony
