#include "base/program.h"

#include "tests/matchers.h"

namespace pyx {
namespace program_test {

using testing::FailsSaying;
using ::testing::HasSubstr;
using testing::IsOk;

const Program kProgram{
    "door",
    8,
    "opens a door",
    {"a description"},
    {{"--config", "FILE", "the file", ProgramFlag::Need::kRequired}, {"--check", "", "only look"}},
    {"0  done", "2  usage"},
    {"room(5)"}};

Result<GivenFlags> parse(const std::vector<std::string_view>& words) {
  return parse_flags(kProgram, words);
}

TEST(Program, ReadsItsFlags) {
  const auto given = parse({"--check", "--config", "x"});
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->at("--config"), "x");
  EXPECT_TRUE(given->contains("--check"));
  EXPECT_FALSE(parse({"--config", "x"})->contains("--check"));
}

TEST(Program, AFlagThatWasNotGivenHasNoText) {
  const auto given = parse({"--check", "--config", "x"});
  EXPECT_EQ(text_of(*given, "--config"), "x");
  EXPECT_EQ(text_of(*given, "--check"), "");
  EXPECT_EQ(text_of(*given, "--speed"), "");
}

TEST(Program, NamesTheFlagThatIsWrong) {
  EXPECT_THAT(parse({"--config", "x", "--speed"}),
              FailsSaying(Code::kBadInput, "unknown flag --speed"));
  EXPECT_THAT(parse({"--config", "x", "y"}), FailsSaying(Code::kBadInput, "unknown flag y"));
  EXPECT_THAT(parse({"--check"}), FailsSaying(Code::kBadInput, "--config is missing"));
  EXPECT_THAT(parse({"--config", "x", "--config", "y"}),
              FailsSaying(Code::kBadInput, "--config is given twice"));
  EXPECT_THAT(parse({"--config", "x", "--check", "--check"}),
              FailsSaying(Code::kBadInput, "--check is given twice"));
}

TEST(Program, AForgottenValueSwallowsNoFlag) {
  EXPECT_THAT(parse({"--config", "--check"}),
              FailsSaying(Code::kBadInput, "--config needs a value"));
  EXPECT_THAT(parse({"--config"}), FailsSaying(Code::kBadInput, "--config needs a value"));
  EXPECT_THAT(parse({"--config", ""}), FailsSaying(Code::kBadInput, "--config needs a value"));
}

TEST(Program, TellsAboutItselfFromTheSameTable) {
  EXPECT_EQ(help_of(kProgram),
            "usage: door --config FILE [--check]\n\nopens a door\n\n"
            "  --config FILE  the file (required)\n"
            "  --check        only look\n"
            "  --help         show the flags and end\n"
            "  --version      show the version and end\n");
  const std::string page = manual_of(kProgram);
  EXPECT_THAT(page, HasSubstr(".TH \"DOOR\" 8 "));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-config\\fR \\fIFILE\\fR\nthe file\n"));
  EXPECT_THAT(page, HasSubstr("\\fB2\\fR\nusage\n"));
  EXPECT_THAT(page, HasSubstr("\\fBroom\\fR(5)"));
}

TEST(Program, AnswersOnlyWhatWasAskedFirst) {
  const auto answer = [](std::vector<std::string_view> words) {
    return answer_about(kProgram, words);
  };
  EXPECT_EQ(answer({"--help"}), help_of(kProgram));
  EXPECT_EQ(answer({"--man"}), manual_of(kProgram));
  EXPECT_THAT(answer({"--version"}).value_or(""), ::testing::StartsWith("door "));
  EXPECT_EQ(answer({}), std::nullopt);
  EXPECT_EQ(answer({"--config", "--help"}), std::nullopt);
}

}  // namespace program_test
}  // namespace pyx
