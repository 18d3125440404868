#include "ceremony/cli/policy_file.h"

#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace policy_file_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;

TEST(ReadPolicy, KeepsTheBytesAsTheyCame) {
  const testing::Desk desk;
  const auto read = read_policy(desk.write("policy.toml", desk.policy_text()));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(to_text(read->bytes), desk.policy_text());
  EXPECT_EQ(read->policy.digest, sha256(desk.policy_text()));
}

TEST(ReadPolicy, SaysWhereAnErrorStands) {
  const testing::Desk desk;
  const auto file = desk.write("policy.toml", "version = 1\nname = 7\n");
  EXPECT_THAT(read_policy(file), FailsSaying(Code::kBadInput, "policy.toml:2:"));
}

TEST(ReadPolicy, WithoutAFileIsNotFound) {
  EXPECT_THAT(read_policy("no such file"), FailsWith(Code::kNotFound));
}

}  // namespace policy_file_test
}  // namespace pyx::ceremony
