#include "ceremony/cli/founding_signature.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "tests/ceremony/cli/room.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace founding_signature_test {

using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;

TEST(FoundingSignature, IsOverWhatTheDraftSays) {
  testing::Room room;
  EXPECT_THAT(founding_to_sign(room.folder()), FailsWith(Code::kNotFound));
  ASSERT_EQ(room.draft(), ExitCode::kDone) << room.desk.words();
  const auto founding = founding_to_sign(room.folder());
  ASSERT_THAT(founding, IsOk());
  EXPECT_EQ(founding->statement.token.serial, room.vaults_token().serial());
  EXPECT_NE(founding->policy.person("alice"), nullptr);
  EXPECT_THAT(founding->words, HasSubstr(to_hex(founding->statement.policy)));
  EXPECT_THAT(draft_text(founding->draft), HasSubstr("signed by  nobody"));
  ASSERT_EQ(room.sign("alice"), ExitCode::kDone) << room.desk.words();
  EXPECT_THAT(draft_text(founding_to_sign(room.folder())->draft), HasSubstr("signed by  alice"));
}

TEST(FoundingSignature, ADraftWithAnotherPolicyIsRefused) {
  testing::Room room;
  ASSERT_EQ(room.draft(), ExitCode::kDone) << room.desk.words();
  const auto file = std::filesystem::path(room.folder()) / "draft" / "policy.toml";
  ASSERT_THAT(write_file(file, as_bytes(room.desk.policy_text() + "# more\n"), Overwrite::kYes),
              IsOk());
  EXPECT_THAT(founding_to_sign(room.folder()), FailsWith(Code::kBadInput));
}

}  // namespace founding_signature_test
}  // namespace pyx::ceremony
