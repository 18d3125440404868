#include "ceremony/cli/help.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace help_test {

using ::testing::HasSubstr;
using ::testing::Not;

const Commands& table() {
  static const Commands commands = {
      {"officer",
       "new",
       "make a key",
       {},
       {{"--id", "ID", "name", Need::kRequired},
        {"--role", "ROLE", "role", Need::kOptional, Times::kMany}},
       nullptr},
      {"act", "show", "show an act", {{"ID", "the act"}}, {}, nullptr},
      {"freeze", "", "stop", {}, {{"--yes", "", "do not ask"}}, nullptr},
      {"freeze", "list", "list", {}, {}, nullptr}};
  return commands;
}

TEST(Help, OfACommandShowsEveryFlag) {
  EXPECT_EQ(help_command(table()[0]),
            "usage: pyx officer new --id ID [flags]\n\nmake a key\n\n"
            "  --id ID             name (required)\n"
            "  --role ROLE         role (may be repeated)\n"
            "  --output text|json  json: exactly one JSON object on standard output, for errors "
            "too\n");
}

TEST(Help, OfACommandShowsItsWords) {
  EXPECT_THAT(help_command(table()[1]), HasSubstr("usage: pyx act show ID\n"));
  EXPECT_THAT(help_command(table()[1]), HasSubstr("  ID  "));
}

TEST(Help, OfANounListsItsVerbsAndNoOthers) {
  const std::string text = help_noun(table(), "freeze");
  EXPECT_THAT(text, HasSubstr("usage: pyx freeze [flags]"));
  EXPECT_THAT(text, HasSubstr("pyx freeze list"));
  EXPECT_THAT(text, Not(HasSubstr("officer")));
}

TEST(Help, OverviewListsCommandsAndExitCodes) {
  const std::string text = help_overview(table());
  EXPECT_THAT(text, HasSubstr("pyx officer new  make a key"));
  EXPECT_THAT(text, HasSubstr("  3  refused by a control, or frozen"));
}

TEST(Help, OfAllHoldsEveryCommandUnderItsNoun) {
  const std::string text = help_all(table());
  EXPECT_THAT(text, HasSubstr("\n## pyx freeze\n\n### pyx freeze\n"));
  EXPECT_THAT(text, HasSubstr("\n### pyx freeze list\n"));
  EXPECT_THAT(text, HasSubstr("\n### pyx act show\n"));
}

}  // namespace help_test
}  // namespace pyx::ceremony
