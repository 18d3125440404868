#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace policy_commands_test {

using testing::Desk;
using ::testing::HasSubstr;

TEST(PolicyCheck, ShowsPeopleRulesAndProfiles) {
  Desk desk;
  const auto file = desk.write("policy.toml", desk.policy_text());
  ASSERT_EQ(desk.run(policy_commands(), {"policy", "check", "--policy", file.string()}),
            ExitCode::kDone)
      << desk.words();
  EXPECT_THAT(desk.data(), HasSubstr(to_hex(sha256(desk.policy_text()))));
  EXPECT_THAT(desk.data(), HasSubstr("alice   alice  security-officer"));
  EXPECT_THAT(desk.data(), HasSubstr("2 of security-officer and 1 of auditor"));
  EXPECT_THAT(desk.data(), HasSubstr("issuer-p256"));
  EXPECT_THAT(desk.words(), HasSubstr("is a sound policy"));
}

TEST(PolicyCheck, AsJsonGivesTheSame) {
  Desk desk;
  const auto file = desk.write("policy.toml", desk.policy_text());
  ASSERT_EQ(desk.run(policy_commands(),
                     {"policy", "check", "--policy", file.string(), "--output", "json"}),
            ExitCode::kDone);
  const json::object out = desk.json();
  EXPECT_EQ(out.at("digest").as_string(), to_hex(sha256(desk.policy_text())));
  EXPECT_EQ(out.at("people").as_array().size(), 6U);
  EXPECT_EQ(out.at("rules").as_array().size(), 7U);
  EXPECT_EQ(out.at("profiles").at(0).at("backup").as_string(), "none");
}

TEST(PolicyCheck, ShowsDenominationsTheLongestOutageAndBadCoins) {
  Desk desk;
  desk.make_mint();
  const auto file = desk.write("policy.toml", desk.policy_text());
  ASSERT_EQ(desk.run(policy_commands(), {"policy", "check", "--policy", file.string()}),
            ExitCode::kDone)
      << desk.words();
  EXPECT_THAT(desk.data(), HasSubstr("longest outage  30d\n"));
  EXPECT_THAT(desk.data(), HasSubstr("eur-5         500 EUR    coin     2026-11-16T00:00:00.000Z  "
                                     "7d     1d       30d    60d   30d    no limit"));
  EXPECT_THAT(desk.data(), HasSubstr("BAD COINS A DAY"));
  ASSERT_EQ(desk.run(policy_commands(),
                     {"policy", "check", "--policy", file.string(), "--output", "json"}),
            ExitCode::kDone);
  EXPECT_EQ(desk.json().at("longest_outage").as_string(), "30d");
  EXPECT_EQ(desk.json().at("denominations").as_array().size(), 3U);
  EXPECT_EQ(desk.json().at("clients").at(0).at("most_bad_coins").as_int64(), 3);
}

TEST(PolicyCheck, SaysLineAndColumnOfAnError) {
  Desk desk;
  std::string text = desk.policy_text();
  text.replace(text.find("2 of security-officer"), 21, "9 of security-officer");
  const auto file = desk.write("policy.toml", text);
  EXPECT_EQ(desk.run(policy_commands(), {"policy", "check", "--policy", file.string()}),
            ExitCode::kFailed);
  EXPECT_THAT(desk.words(), ::testing::ContainsRegex("policy.toml:[0-9]+:[0-9]+: "));
}

TEST(PolicyCheck, SaysWhatRuleIsMissing) {
  Desk desk;
  std::string text = desk.policy_text();
  const auto rule = text.find("[[rule]]\nact = \"log.rotate\"");
  text.erase(rule, text.find("[[rule]]", rule + 1) - rule);
  const auto file = desk.write("policy.toml", text);
  EXPECT_EQ(desk.run(policy_commands(), {"policy", "check", "--policy", file.string()}),
            ExitCode::kDone)
      << desk.words();
  EXPECT_THAT(desk.data(), HasSubstr("no rule: cannot be done"));
}

TEST(PolicyCheck, NeedsAFile) {
  Desk desk;
  EXPECT_EQ(desk.run(policy_commands(), {"policy", "check"}), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("--policy"));
}

}  // namespace policy_commands_test
}  // namespace pyx::ceremony
