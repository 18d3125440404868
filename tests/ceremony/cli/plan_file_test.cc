#include "ceremony/cli/plan_file.h"

#include <gmock/gmock.h>

#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace plan_file_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using testing::Desk;
using ::testing::IsEmpty;

const std::filesystem::path kPlans = PYX_SOURCE_DIR "/ceremony/plans";

std::string site_with(const std::string& policy) {
  return "version = 1\nname = \"Hall\"\nvault = \"v\"\noutput = \"o\"\npolicy = \"" + policy +
         R"("
[[token]]
name = "vault"
uri = "pkcs11:token=a?module-path=/m.so"
pin_source = "prompt:"
[[token]]
name = "proof"
uri = "pkcs11:token=b?module-path=/m.so"
pin_source = "prompt:"
[[person]]
id = "alice"
name = "Alice"
roles = ["officer"]
)";
}

TEST(PlanAsk, ReadsNameAndValue) {
  Arguments given;
  given.add("PLAN", "genesis.toml");
  given.add("--set", "shares=3 of 5");
  given.add("--set", "x=");
  const auto ask = plan_ask(given);
  ASSERT_TRUE(ask.ok());
  EXPECT_EQ(ask->plan, "genesis.toml");
  EXPECT_FALSE(ask->site.has_value());
  EXPECT_EQ(ask->values.front(), std::pair(std::string("shares"), std::string("3 of 5")));
  EXPECT_EQ(ask->values.back().second, "");
}

TEST(PlanAsk, RefusesWhatIsNotNameAndValue) {
  for (const std::string text : {"shares", "=3 of 5", ""}) {
    Arguments given;
    given.add("PLAN", "genesis.toml");
    given.add("--set", text);
    EXPECT_THAT(plan_ask(given), FailsSaying(Code::kBadInput, "--set: must be written NAME=VALUE"));
  }
}

TEST(PlanFile, HasGeneratedPeopleWithoutASite) {
  const auto file = read_plan_file({kPlans / "genesis.toml", {}, {{"shares", "3 of 5"}}});
  ASSERT_TRUE(file.ok());
  EXPECT_THAT(file->of_plan, IsEmpty());
  EXPECT_EQ(file->people.size(), 11U);
  EXPECT_EQ(file->policy, nullptr);
}

TEST(PlanFile, RefusesAValueThatIsNone) {
  EXPECT_THAT(read_plan_file({kPlans / "genesis.toml", {}, {{"shares", "1 of 5"}}}),
              FailsSaying(Code::kBadInput, "--set: parameter shares is \"1 of 5\""));
  EXPECT_THAT(read_plan_file({kPlans / "genesis.toml", {}, {{"cats", "3"}}}),
              FailsSaying(Code::kBadInput, "the plan has no parameter cats"));
}

TEST(PlanFile, NamesAFileThatIsNotThere) {
  EXPECT_THAT(read_plan_file({kPlans / "none.toml", {}, {}}), FailsWith(Code::kNotFound));
  EXPECT_THAT(read_plan_file({kPlans / "genesis.toml", "/none.toml", {}}),
              FailsWith(Code::kNotFound));
}

TEST(PlanFile, ReadsThePolicyBesideTheSite) {
  Desk desk;
  desk.write("policy.toml", desk.policy_text());
  const auto site = desk.write("site.toml", site_with("policy.toml"));
  const auto file = read_plan_file({kPlans / "genesis.toml", site, {}});
  ASSERT_TRUE(file.ok()) << file.error().message;
  ASSERT_NE(file->policy, nullptr);
  EXPECT_NE(file->policy->person("alice"), nullptr);
  EXPECT_EQ(file->people.size(), 1U);
}

TEST(PlanFile, LetsAPolicyBeMadeInTheCeremonyThatFoundsTheVault) {
  Desk desk;
  const auto site = desk.write("site.toml", site_with("later.toml"));
  EXPECT_TRUE(read_plan_file({kPlans / "genesis.toml", site, {}}).ok());
  EXPECT_THAT(read_plan_file({kPlans / "rotate.toml", site, {}}), FailsWith(Code::kNotFound));
}

}  // namespace plan_file_test
}  // namespace pyx::ceremony
