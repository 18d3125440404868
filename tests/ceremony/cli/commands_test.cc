#include "ceremony/cli/commands.h"

#include <gmock/gmock.h>

#include <cctype>
#include <set>
#include <string>

#include "ceremony/cli/command_line.h"
#include "ceremony/cli/help.h"

namespace pyx::ceremony {
namespace commands_test {

// "lower case, no full stop": how everything that pyx says is written.
bool well_written(std::string_view text) {
  return !text.empty() && !text.ends_with('.') && std::isupper(text.front()) == 0;
}

TEST(AllCommands, AreNamedOnceAndSaidInOneStyle) {
  std::set<std::string> names;
  for (const CommandSpec& command : all_commands()) {
    EXPECT_TRUE(names.insert(command.name()).second) << command.name();
    EXPECT_TRUE(well_written(command.summary)) << command.name();
    EXPECT_NE(command.prepare, nullptr) << command.name();
    std::set<std::string_view> flags;
    for (const FlagSpec& flag : command.flags) {
      EXPECT_TRUE(flags.insert(flag.name).second) << command.name() << " " << flag.name;
      EXPECT_TRUE(flag.name.starts_with("--")) << flag.name;
      EXPECT_TRUE(flag.help.starts_with("PEM") || well_written(flag.help)) << flag.name;
    }
  }
}

TEST(AllCommands, HaveHelp) {
  for (const CommandSpec& command : all_commands()) {
    std::vector<std::string> words = {std::string(command.noun)};
    if (!command.verb.empty()) words.emplace_back(command.verb);
    words.emplace_back("--help");
    const auto line = parse_command_line(words, all_commands());
    ASSERT_TRUE(line.ok()) << command.name();
    EXPECT_THAT(line->help.value_or(""), ::testing::StartsWith("usage: " + command.name()));
  }
}

// SECRET-NEVER: no secret comes by a command line.
TEST(AllCommands, TakeNoSecretAsAWord) {
  for (const CommandSpec& command : all_commands()) {
    for (const FlagSpec& flag : command.flags) {
      EXPECT_TRUE(flag.name != "--pin" && flag.name != "--passphrase" && flag.name != "--password")
          << command.name();
    }
  }
}

}  // namespace commands_test
}  // namespace pyx::ceremony
