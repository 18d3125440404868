#include "ceremony/cli/output.h"

#include <gmock/gmock.h>

#include <sstream>

namespace pyx::ceremony {
namespace output_test {

class OutputTo : public ::testing::Test {
 protected:
  Output output(Colour colour = Colour::kNo) { return {data_, words_, colour}; }
  std::ostringstream data_;
  std::ostringstream words_;
};

TEST_F(OutputTo, StreamsEscapesWhatComesFromElsewhere) {
  Output out = output();
  out.say("it is \x1b[31mred");
  out.show("two\nlines\x07\n");
  Outcome outcome;
  outcome.text = "data \x1b]0;title\n";
  out.print(outcome);
  EXPECT_EQ(words_.str(), "pyx: it is \\u001b[31mred\ntwo\nlines\\u0007\n");
  EXPECT_EQ(data_.str(), "data \\u001b]0;title\n");
}

TEST_F(OutputTo, JsonEscapesHiddenCharactersAndStaysTheSameJson) {
  Output out = output();
  out.set_form(OutputForm::kJson);
  Outcome outcome;
  outcome.data["name"] =
      "a\xE2\x80\xAE"
      "b\n";
  out.print(outcome);
  EXPECT_EQ(data_.str(), "{\"name\":\"a\\u202eb\\n\"}\n");
  const auto parsed = json::parse(data_.str().substr(0, data_.str().size() - 1));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->at("name").as_string(),
            "a\xE2\x80\xAE"
            "b\n");
}

TEST_F(OutputTo, ColoursErrorsOnlyWhenAskedTo) {
  output(Colour::kNo).fail(error(Code::kBadInput, "no"));
  EXPECT_EQ(words_.str(), "pyx: no\n");
  words_.str({});
  output(Colour::kYes).fail(error(Code::kBadInput, "no"));
  EXPECT_EQ(words_.str(), "pyx: \x1b[31mno\x1b[0m\n");
}

TEST_F(OutputTo, WrongInputIsPrintedAsAnErrorAndMeansExitTwo) {
  const Outcome outcome = wrong_input(error(Code::kBadInput, "b.toml:1:1: no"));
  EXPECT_EQ(outcome.exit, ExitCode::kUsage);
  Output out = output();
  out.print(outcome);
  EXPECT_EQ(words_.str(), "pyx: b.toml:1:1: no\n");
  EXPECT_EQ(data_.str(), "");
  out.set_form(OutputForm::kJson);
  out.print(outcome);
  EXPECT_EQ(json::parse(data_.str())->at("error").at("message").as_string(), "b.toml:1:1: no");
}

TEST(ExitCodeOf, TellsRefusalsFromFailures) {
  EXPECT_EQ(exit_code_of(refused("ACT-QUORUM", "no")), ExitCode::kRefused);
  EXPECT_EQ(exit_code_of(error(Code::kFrozen, "no")), ExitCode::kRefused);
  for (const Code code : {Code::kBadInput, Code::kNotFound, Code::kConflict, Code::kRetry,
                          Code::kAskPerson, Code::kToken, Code::kStore, Code::kBug}) {
    EXPECT_EQ(exit_code_of(error(code, "no")), ExitCode::kFailed) << code_name(code);
  }
}

}  // namespace output_test
}  // namespace pyx::ceremony
