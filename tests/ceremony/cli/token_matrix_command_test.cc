#include <gmock/gmock.h>

#include "base/file.h"
#include "base/json.h"
#include "ceremony/cli/commands.h"
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
  const auto stored = json::parse(as_text(*read_file(out)));
  ASSERT_THAT(stored, IsOk());
  bool ours = false;
  for (const json::value& row : stored->at("rows").as_array())
    ours = ours || (row.at("rfc5649").as_bool() && row.at("outcome").as_string() == "works" &&
                    row.at("type").as_string() == "p-256");
  EXPECT_TRUE(ours);
  EXPECT_EQ(room.run(words), ExitCode::kFailed);  // the file is there
}

TEST(TokenMatrix, WithoutTheOtherTokenIsAUsageError) {
  Room room;
  EXPECT_EQ(room.run({"token", "matrix", "--token", room.vaults_token().uri_text()}),
            ExitCode::kUsage);
}

}  // namespace token_matrix_command_test
}  // namespace pyx::ceremony
