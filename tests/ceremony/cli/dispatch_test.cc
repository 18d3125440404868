#include "ceremony/cli/dispatch.h"

#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace dispatch_test {

using testing::Desk;
using ::testing::HasSubstr;

Result<Run> prepared(Run run) { return run; }

Error with_control() { return refused("ACT-QUORUM", "needs 1 more of auditor"); }
Error of_token() { return Error{Code::kToken, "the token failed", 0x30, "C_Sign"}; }

const Commands& table() {
  static const Commands commands = {
      {"it",
       "works",
       "",
       {},
       {},
       [](const Arguments&) {
         return prepared([](Context&) -> Result<Outcome> {
           Outcome outcome;
           outcome.data["answer"] = 42;
           outcome.text = "42\n";
           outcome.words = {"next: ask another question"};
           return outcome;
         });
       }},
      {"it",
       "half-works",
       "",
       {},
       {},
       [](const Arguments&) {
         return prepared([](Context&) -> Result<Outcome> {
           Outcome outcome;
           outcome.exit = ExitCode::kNotAuthenticated;
           return outcome;
         });
       }},
      {"it",
       "fails",
       "",
       {},
       {},
       [](const Arguments&) {
         return prepared([](Context&) -> Result<Outcome> { return of_token(); });
       }},
      {"it",
       "refuses",
       "",
       {},
       {},
       [](const Arguments&) {
         return prepared([](Context&) -> Result<Outcome> { return with_control(); });
       }},
      {"it",
       "is-frozen",
       "",
       {},
       {},
       [](const Arguments&) {
         return prepared(
             [](Context&) -> Result<Outcome> { return error(Code::kFrozen, "frozen"); });
       }},
      {"it", "is-misused", "", {}, {}, [](const Arguments&) -> Result<Run> {
         return bad_argument("--flag", "is wrong");
       }}};
  return commands;
}

TEST(Dispatch, PrintsDataToOneStreamAndWordsToTheOther) {
  Desk desk;
  EXPECT_EQ(desk.run(table(), {"it", "works"}), ExitCode::kDone);
  EXPECT_EQ(desk.data(), "42\n");
  EXPECT_EQ(desk.words(), "pyx: next: ask another question\n");
}

TEST(Dispatch, PrintsOneJsonObjectWhenAskedTo) {
  Desk desk;
  EXPECT_EQ(desk.run(table(), {"it", "works", "--output", "json"}), ExitCode::kDone);
  EXPECT_EQ(desk.data(), "{\"answer\":42}\n");
}

TEST(Dispatch, ExitCodesTellWhatHappened) {
  Desk desk;
  EXPECT_EQ(desk.run(table(), {"it", "half-works"}), ExitCode::kNotAuthenticated);
  EXPECT_EQ(desk.run(table(), {"it", "fails"}), ExitCode::kFailed);
  EXPECT_EQ(desk.words(), "pyx: the token failed (C_Sign: CKR_DEVICE_ERROR)\n");
  EXPECT_EQ(desk.run(table(), {"it", "refuses"}), ExitCode::kRefused);
  EXPECT_EQ(desk.words(), "pyx: needs 1 more of auditor [ACT-QUORUM]\n");
  EXPECT_EQ(desk.run(table(), {"it", "is-frozen"}), ExitCode::kRefused);
  EXPECT_EQ(desk.run(table(), {"it", "is-misused"}), ExitCode::kUsage);
  EXPECT_EQ(desk.run(table(), {"it", "is-unknown"}), ExitCode::kUsage);
  EXPECT_EQ(desk.run(table(), {"it", "works", "--output", "xml"}), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("--output: "));
}

TEST(Dispatch, ErrorsAreJsonTooWhenAskedFor) {
  Desk desk;
  EXPECT_EQ(desk.run(table(), {"it", "fails", "--output=json"}), ExitCode::kFailed);
  EXPECT_EQ(desk.data(),
            "{\"error\":{\"code\":\"token\",\"message\":\"the token failed\",\"control\":null,"
            "\"ckr\":\"CKR_DEVICE_ERROR\",\"call\":\"C_Sign\"}}\n");
  EXPECT_EQ(desk.run(table(), {"it", "refuses", "--output=json"}), ExitCode::kRefused);
  EXPECT_EQ(desk.json().at("error").at("control").as_string(), "ACT-QUORUM");
  EXPECT_EQ(desk.run(table(), {"it", "is-unknown", "--output", "json"}), ExitCode::kUsage);
  EXPECT_EQ(desk.json().at("error").at("code").as_string(), "bad-input");
}

TEST(Dispatch, HelpIsDataAndDone) {
  Desk desk;
  EXPECT_EQ(desk.run(table(), {"it", "works", "--help"}), ExitCode::kDone);
  EXPECT_THAT(desk.data(), HasSubstr("usage: pyx it works"));
  EXPECT_EQ(desk.words(), "");
}

}  // namespace dispatch_test
}  // namespace pyx::ceremony
