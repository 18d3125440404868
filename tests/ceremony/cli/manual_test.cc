#include "ceremony/cli/manual.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "ceremony/cli/commands.h"

namespace pyx::ceremony {
namespace manual_test {

using ::testing::HasSubstr;

TEST(Manual, ShowsACommandWithItsWordsAndFlags) {
  const Commands commands = {{"act",
                              "show",
                              "show an act",
                              {{"ID", "the act"}},
                              {{"--dir", "DIR", "the folder", Need::kRequired},
                               {"--role", "ROLE", "a role", Need::kOptional, Times::kMany}},
                              nullptr}};
  const std::string page = manual_page(commands);
  EXPECT_THAT(page, HasSubstr(".SS \"pyx act show ID \\-\\-dir DIR [flags]\"\n.PP\nshow an act\n"));
  EXPECT_THAT(page, HasSubstr("\\fIID\\fR\nthe act\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-dir\\fR \\fIDIR\\fR\nthe folder (required)\n"));
  EXPECT_THAT(page, HasSubstr("\na role (may be repeated)\n"));
}

TEST(Manual, TellsTheExitCodesAndWhereSecretsComeFrom) {
  const std::string page = manual_page({});
  EXPECT_THAT(page, HasSubstr("\\fB3\\fR\nrefused by a control, or frozen\n"));
  EXPECT_THAT(page, HasSubstr("\\fBfd:\\fR \\fIN\\fR\n"));
  EXPECT_THAT(page, HasSubstr("\\fBpyxd.toml\\fR(5)"));
}

// Groff would need to be told the encoding of anything else.
TEST(Manual, OfAllCommandsIsAscii) {
  const std::string page = manual_page(all_commands());
  EXPECT_TRUE(std::ranges::all_of(page, [](unsigned char c) { return c < 0x80; }));
  for (const CommandSpec& command : all_commands()) {
    std::string name = command.name();
    // As troff has a hyphen.
    for (std::size_t at = 0; (at = name.find('-', at)) != std::string::npos; at += 2)
      name.replace(at, 1, "\\-");
    EXPECT_NE(page.find(".SS \"" + name), std::string::npos) << name;
  }
}

}  // namespace manual_test
}  // namespace pyx::ceremony
