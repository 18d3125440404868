#include <gmock/gmock.h>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace ceremony_commands_test {

using testing::Desk;
using ::testing::HasSubstr;

std::string plan_path(const std::string& name) {
  return PYX_SOURCE_DIR "/ceremony/plans/" + name + ".toml";
}

std::string changed(const std::string& name, std::string_view from, std::string_view to) {
  std::string text(as_text(*read_file(plan_path(name))));
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(CeremonyCheck, PassesAShippedPlan) {
  Desk desk;
  ASSERT_EQ(desk.run(ceremony_commands(), {"ceremony", "check", plan_path("genesis")}),
            ExitCode::kDone)
      << desk.data();
  EXPECT_THAT(desk.data(), HasSubstr("Genesis: a vault is founded"));
  EXPECT_THAT(desk.data(), HasSubstr("operator-1: operator"));
  EXPECT_THAT(desk.words(), HasSubstr("it ends well"));
}

// Control PLAN-CHECKED.
TEST(CeremonyCheck, RefusesAPlanWithStepAndReason) {
  Desk desk;
  const auto file = desk.write(
      "plan.toml", changed("genesis", "who = [\"administrator\", \"witness\"]\ndo = \"fetch\"",
                           "who = [\"administrator\"]\ndo = \"fetch\""));
  ASSERT_EQ(desk.run(ceremony_commands(), {"ceremony", "check", file.string()}),
            ExitCode::kRefused);
  EXPECT_THAT(desk.data(), HasSubstr("step fetch: administrator-1 does this alone; name a second "
                                     "person who watches\n"));
  EXPECT_THAT(desk.words(), HasSubstr("the plan is refused: 1 finding [PLAN-CHECKED]"));
}

TEST(CeremonyCheck, TellsEverythingThatIsWrongInTheFile) {
  Desk desk;
  std::string text = changed("genesis", "do = \"fetch\"", "do = \"dance\"");
  text.replace(text.find("minutes = 10"), 12, "minutes = 0");
  const auto file = desk.write("plan.toml", text);
  ASSERT_EQ(desk.run(ceremony_commands(), {"ceremony", "check", file.string()}),
            ExitCode::kRefused);
  EXPECT_THAT(desk.data(), HasSubstr("do is \"dance\""));
  EXPECT_THAT(desk.data(), HasSubstr("\"minutes\" must be a whole number from 1 to 1440"));
  EXPECT_THAT(desk.words(), HasSubstr("the plan is refused: 2 findings"));
}

TEST(CeremonyCheck, AsJsonGivesEachFinding) {
  Desk desk;
  const auto file =
      desk.write("plan.toml", changed("genesis", "quorum = [\"{approvals}", "quorum = [\"1"));
  ASSERT_EQ(desk.run(ceremony_commands(), {"ceremony", "check", file.string(), "--output", "json"}),
            ExitCode::kRefused);
  const json::object out = desk.json();
  EXPECT_FALSE(out.at("good").as_bool());
  EXPECT_EQ(out.at("control").as_string(), "PLAN-CHECKED");
  const json::object& first = out.at("findings").as_array().at(0).as_object();
  EXPECT_EQ(first.at("kind").as_string(), "alone");
  EXPECT_TRUE(first.at("step").is_null());
  EXPECT_EQ(first.at("file").as_string(), file.string());
  EXPECT_EQ(out.at("parameters").at("shares").as_string(), "2 of 3");
}

TEST(CeremonyCheck, SaysUsageForAValueThatIsNone) {
  Desk desk;
  EXPECT_EQ(desk.run(ceremony_commands(),
                     {"ceremony", "check", plan_path("genesis"), "--set", "shares=1 of 1"}),
            ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("parameter shares is \"1 of 1\""));
}

TEST(CeremonyCheck, FailsForAPlanThatIsNotThere) {
  Desk desk;
  EXPECT_EQ(desk.run(ceremony_commands(), {"ceremony", "check", plan_path("none")}),
            ExitCode::kFailed);
}

TEST(CeremonyCheck, TellsFindingsOfTheSiteBesideThoseOfThePlan) {
  Desk desk;
  const auto site = desk.write("site.toml", "version = 1\nname = \"Hall\"\n");
  ASSERT_EQ(desk.run(ceremony_commands(),
                     {"ceremony", "check", plan_path("genesis"), "--site", site.string()}),
            ExitCode::kRefused);
  EXPECT_THAT(desk.data(), HasSubstr("site.toml:1:1: the file needs the key \"vault\""));
  EXPECT_THAT(desk.words(), HasSubstr("once these are mended, its steps are tried one by one"));
}

TEST(CeremonyShow, PrintsTheScript) {
  Desk desk;
  ASSERT_EQ(desk.run(ceremony_commands(), {"ceremony", "show", plan_path("drill-restore")}),
            ExitCode::kDone);
  EXPECT_THAT(desk.data(), HasSubstr("0:00   arrive: Everybody comes in\n"));
  EXPECT_THAT(desk.data(), HasSubstr("In all "));
  EXPECT_THAT(desk.data(), HasSubstr("Custodian 3"));
}

TEST(CeremonyShow, AsJsonGivesEachStep) {
  Desk desk;
  ASSERT_EQ(desk.run(ceremony_commands(),
                     {"ceremony", "show", plan_path("drill-restore"), "--output", "json"}),
            ExitCode::kDone);
  const json::object out = desk.json();
  EXPECT_EQ(out.at("step").at(0).at("do").as_string(), "arrive");
  EXPECT_EQ(out.at("step").as_array().size(),
            static_cast<std::size_t>(out.at("steps").to_number<int>()));
}

TEST(CeremonyShow, SaysThatAPlanIsNone) {
  Desk desk;
  const auto file = desk.write("plan.toml", "version = 3\n");
  EXPECT_EQ(desk.run(ceremony_commands(), {"ceremony", "show", file.string()}), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("a plan of version 3"));
}

}  // namespace ceremony_commands_test
}  // namespace pyx::ceremony
