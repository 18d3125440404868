#include <gmock/gmock.h>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/ceremony/running/small_ceremony.h"

namespace pyx::ceremony {
namespace ceremony_run_commands_test {

using running::testing::SmallCeremony;
using testing::Desk;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kAnswers =
    "# of a test\n"
    "* = (expected)\n"
    "identify.paper.* = passport, 1234\n"
    "inspect.number.* = 17\n"
    "open.number.* = 17\n";

class RunAtSite : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return (room_.folder() / name).string(); }
  void write(const std::string& name, std::string_view text) const {
    ASSERT_TRUE(write_file(room_.folder() / name, as_bytes(text), Overwrite::kYes).ok());
  }
  ExitCode run(std::vector<std::string> more) {
    std::vector<std::string> words = {"ceremony", "run", path("plan.toml"), "--site",
                                      path("site.toml")};
    words.insert(words.end(), more.begin(), more.end());
    return desk_.run(ceremony_run_commands(), words);
  }
  SmallCeremony room_;
  Desk desk_;
};

TEST_F(RunAtSite, WithAnswersItComesToItsEndAndItsVerdict) {
  write("answers", kAnswers);
  // Nobody vouches for the people of a vault that is not there.
  EXPECT_EQ(run({"--answers", path("answers"), "--plain"}), ExitCode::kNotAuthenticated)
      << desk_.words();
  EXPECT_THAT(desk_.data(), HasSubstr("A look into a bag"));
  EXPECT_THAT(desk_.words(), HasSubstr("the bundle is "));
}

TEST_F(RunAtSite, AQuestionWithoutAnAnswerEndsTheRunAndIsNamed) {
  write("answers", "* = (expected)\n");
  EXPECT_EQ(run({"--answers", path("answers")}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("identify.paper.alice"));
  EXPECT_THAT(desk_.words(), HasSubstr("next: pyx ceremony resume "));
}

TEST_F(RunAtSite, WhatWasCutOffIsTakenUp) {
  write("answers", "* = (expected)\n");
  ASSERT_EQ(run({"--answers", path("answers"), "--bundle", path("here")}), ExitCode::kFailed);
  write("answers", kAnswers);
  EXPECT_EQ(desk_.run(ceremony_run_commands(), {"ceremony", "resume", path("here"), "--site",
                                                path("site.toml"), "--answers", path("answers")}),
            ExitCode::kNotAuthenticated)
      << desk_.words();
  EXPECT_THAT(desk_.data(), HasSubstr("clean with deviations"));
}

TEST_F(RunAtSite, WhatWasCutOffIsTakenUpAtTheSiteThatLiesBesideIt) {
  write("answers", "* = (expected)\n");
  ASSERT_EQ(run({"--answers", path("answers"), "--bundle", path("here")}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), Not(HasSubstr("--site FILE")));
  write("answers", kAnswers);
  EXPECT_EQ(desk_.run(ceremony_run_commands(),
                      {"ceremony", "resume", path("here"), "--answers", path("answers")}),
            ExitCode::kNotAuthenticated)
      << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("the site is " + path("site.toml")));
}

TEST_F(RunAtSite, WhoseSiteIsNowhereNearIsTakenUpByWhoeverNamesIt) {
  write("answers", "* = (expected)\n");
  std::filesystem::create_directories(room_.folder() / "a" / "b");
  ASSERT_EQ(run({"--answers", path("answers"), "--bundle", path("a/b/here")}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("--site FILE"));
  EXPECT_EQ(desk_.run(ceremony_run_commands(),
                      {"ceremony", "resume", path("a/b/here"), "--answers", path("answers")}),
            ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("name it with --site"));
}

TEST_F(RunAtSite, APlanThatIsRefusedIsNotRun) {
  write("answers", kAnswers);
  std::string plan = running::testing::small_plan();
  plan.replace(plan.find("do = \"fetch\""), 12, "do = \"store\"");
  write("plan.toml", plan);
  EXPECT_EQ(run({"--answers", path("answers")}), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("[PLAN-CHECKED]"));
}

TEST_F(RunAtSite, WithoutASiteNothingIsRun) {
  EXPECT_EQ(desk_.run(ceremony_run_commands(), {"ceremony", "run", path("plan.toml")}),
            ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--site"));
}

TEST_F(RunAtSite, ARehearsalDoesNotGoWhereSomethingLies) {
  EXPECT_EQ(desk_.run(ceremony_run_commands(), {"ceremony", "rehearse", path("plan.toml"), "--dir",
                                                room_.folder().string()}),
            ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("is there and not empty"));
}

TEST_F(RunAtSite, WhereThereIsNoCeremonyNoneIsTakenUp) {
  EXPECT_EQ(desk_.run(ceremony_run_commands(),
                      {"ceremony", "resume", path("nothing"), "--site", path("site.toml")}),
            ExitCode::kFailed);
}

}  // namespace ceremony_run_commands_test
}  // namespace pyx::ceremony
