#include "ceremony/cli/command_line.h"

#include "tests/matchers.h"

namespace pyx::ceremony {
namespace command_line_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Commands& table() {
  static const Commands commands = {
      {"officer",
       "new",
       "make a key",
       {},
       {{"--id", "ID", "name", Need::kRequired},
        {"--role", "ROLE", "role", Need::kOptional, Times::kMany},
        {"--yes", "", "do not ask"},
        {"--room", "[PORT]", "a page"}},
       nullptr},
      {"act", "show", "show an act", {{"ID", "the act"}}, {}, nullptr},
      {"freeze", "", "stop", {}, {{"--target", "TARGET", "what", Need::kRequired}}, nullptr},
      {"freeze", "list", "list", {}, {}, nullptr}};
  return commands;
}

Result<CommandLine> parse(std::vector<std::string> words) {
  return parse_command_line(words, table());
}

TEST(CommandLine, FindsTheCommandAndItsFlags) {
  const auto line =
      parse({"officer", "new", "--id", "alice", "--role=a=b", "--role", "c", "--yes"});
  ASSERT_THAT(line, IsOk());
  EXPECT_EQ(line->command, &table()[0]);
  EXPECT_EQ(line->arguments.text("--id"), "alice");
  EXPECT_THAT(line->arguments.texts("--role"), ElementsAre("a=b", "c"));
  EXPECT_TRUE(line->arguments.has("--yes"));
  EXPECT_FALSE(line->help);
}

TEST(CommandLine, TakesWordsWithoutAFlag) {
  const auto line = parse({"act", "show", "0190"});
  ASSERT_THAT(line, IsOk());
  EXPECT_EQ(line->arguments.text("ID"), "0190");
}

TEST(CommandLine, ANumberThatMayBeLeftOutIsNoughtThenAndSwallowsNoWord) {
  EXPECT_EQ(parse({"officer", "new", "--id", "alice", "--room"})->arguments.text("--room"), "0");
  EXPECT_EQ(parse({"officer", "new", "--room", "8042", "--id", "alice"})->arguments.text("--room"),
            "8042");
  EXPECT_EQ(parse({"officer", "new", "--room=17", "--id", "alice"})->arguments.text("--room"),
            "17");
  const auto line = parse({"officer", "new", "--room", "--id", "alice"});
  ASSERT_THAT(line, IsOk());
  EXPECT_EQ(line->arguments.text("--id"), "alice");
  EXPECT_EQ(line->arguments.text("--room"), "0");
}

TEST(CommandLine, TellsANounByItselfFromItsVerbs) {
  const auto freeze = parse({"freeze", "--target", "all"});
  ASSERT_THAT(freeze, IsOk());
  EXPECT_EQ(freeze->command, &table()[2]);
  const auto list = parse({"freeze", "list"});
  ASSERT_THAT(list, IsOk());
  EXPECT_EQ(list->command, &table()[3]);
}

TEST(CommandLine, EveryCommandTakesTheFormOfItsOutput) {
  const auto line = parse({"freeze", "list", "--output", "json"});
  ASSERT_THAT(line, IsOk());
  EXPECT_EQ(line->arguments.text("--output"), "json");
}

struct Wrong {
  std::vector<std::string> words;
  std::string_view said;
};
class CommandLineRefuses : public ::testing::TestWithParam<Wrong> {};

TEST_P(CommandLineRefuses, NamingWhatIsWrong) {
  EXPECT_THAT(parse(GetParam().words), FailsSaying(Code::kBadInput, GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(
    Words, CommandLineRefuses,
    ::testing::Values(
        Wrong{{}, "name a command; see pyx --help"},
        Wrong{{"oficer"}, "\"oficer\" is no command of pyx; see pyx --help"},
        Wrong{{"officer"}, "say what to do: new; see pyx officer --help"},
        Wrong{{"officer", "nwe"}, "officer knows no \"nwe\", only: new; see pyx officer --help"},
        Wrong{{"officer", "new"}, "needs --id; see pyx officer new --help"},
        Wrong{{"officer", "new", "--id"}, "--id: needs a value"},
        Wrong{{"officer", "new", "--id", ""}, "--id: is empty"},
        // A forgotten value must not swallow the flag behind it.
        Wrong{{"officer", "new", "--id", "--yes"}, "--id: needs a value"},
        Wrong{{"officer", "new", "--id", "a", "--id", "b"}, "--id: is given twice"},
        Wrong{{"officer", "new", "--id", "a", "--colour", "red"},
              "--colour: there is no such flag"},
        // No shortening: --i may mean something else tomorrow.
        Wrong{{"officer", "new", "--i", "a"}, "--i: there is no such flag"},
        Wrong{{"officer", "new", "--id", "a", "--yes=false"}, "--yes: takes no value"},
        Wrong{{"officer", "new", "--id", "a", "b"}, "unexpected \"b\""},
        Wrong{{"act", "show"}, "needs ID; see pyx act show --help"},
        Wrong{{"act", "show", "1", "2"}, "unexpected \"2\""},
        Wrong{{"freeze"}, "needs --target; see pyx freeze --help"}));

TEST(CommandLine, HelpIsAboutWhatWasNamed) {
  EXPECT_THAT(*parse({"--help"})->help, HasSubstr("usage: pyx NOUN"));
  EXPECT_THAT(*parse({"officer", "--help"})->help, HasSubstr("pyx officer new"));
  EXPECT_THAT(*parse({"officer", "new", "--help"})->help, HasSubstr("usage: pyx officer new"));
  EXPECT_THAT(*parse({"officer", "new", "-h"})->help, HasSubstr("usage: pyx officer new"));
  EXPECT_THAT(*parse({"freeze", "--help"})->help, HasSubstr("pyx freeze list"));
  EXPECT_THAT(*parse({"--help-all"})->help, HasSubstr("### pyx act show"));
}

TEST(CommandLine, TellsItsVersion) { EXPECT_THAT(*parse({"--version"})->help, HasSubstr("pyx ")); }

TEST(WantedForm, IsKnownEvenWhereTheRestDoesNotParse) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(wanted_form(Words{"oficer", "--output", "json"}), OutputForm::kJson);
  EXPECT_EQ(wanted_form(Words{"--output=json"}), OutputForm::kJson);
  EXPECT_EQ(wanted_form(Words{"--output", "text"}), OutputForm::kText);
  EXPECT_EQ(wanted_form(Words{"--output"}), OutputForm::kText);
  EXPECT_EQ(wanted_form(Words{}), OutputForm::kText);
}

}  // namespace command_line_test
}  // namespace pyx::ceremony
