#include "custody/server/pyxd_program.h"

#include "tests/matchers.h"

namespace pyx::server {
namespace pyxd_program_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;

Result<GivenFlags> parse(const std::vector<std::string_view>& words) {
  return parse_flags(pyxd_program(), words);
}

TEST(PyxdProgram, NeedsItsConfiguration) {
  EXPECT_EQ(parse({"--config", "pyxd.toml"})->at("--config"), "pyxd.toml");
  EXPECT_TRUE(parse({"--check", "--config", "pyxd.toml"})->contains("--check"));
  EXPECT_THAT(parse({}), FailsSaying(Code::kBadInput, "--config is missing"));
}

// SECRET-NEVER, trap 29: no secret comes by a command line.
TEST(PyxdProgram, TakesNoSecretAsAWord) {
  for (const ProgramFlag& flag : pyxd_program().flags) {
    EXPECT_TRUE(flag.name != "--pin" && flag.name != "--passphrase") << flag.name;
  }
  EXPECT_THAT(parse({"--config", "x", "--pin", "1234"}),
              FailsSaying(Code::kBadInput, "unknown flag --pin"));
}

}  // namespace pyxd_program_test
}  // namespace pyx::server
