// The worked example of docs/formats/policy.md is what the page says that it is.
#include "base/file.h"
#include "policies/quorum.h"
#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace policy_format_test {

using testing::must;

std::string page() {
  return pyx::to_text(must(read_file(PYX_SOURCE_DIR "/docs/formats/policy.md")));
}

std::string example() {
  constexpr std::string_view kOpen = "```toml\n";
  const std::string text = page();
  const std::size_t begin = text.find(kOpen) + kOpen.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(PolicyFormat, ShowsAnExampleThatIsRead) {
  const Policy policy = must(parse_policy(example(), "example.toml"));
  EXPECT_EQ(policy.people.size(), 4U);
  EXPECT_EQ(policy.profile("coin-mac")->backup, Backup::kSplit);
}

TEST(PolicyFormat, GivesTheDigestAndTheKeyIdOfItsExample) {
  const Policy policy = must(parse_policy(example(), "example.toml"));
  EXPECT_THAT(page(), ::testing::HasSubstr("\n" + to_hex(policy.digest) + "\n"));
  EXPECT_THAT(page(), ::testing::HasSubstr("`" + to_hex(policy.person("olga")->key.id()) + "`"));
}

TEST(PolicyFormat, GivesTheMomentsOfAPeriodOfItsExample) {
  const Policy policy = must(parse_policy(example(), "example.toml"));
  const Period period = period_of(policy.denomination("eur-5")->schedule, 1);
  EXPECT_THAT(page(),
              ::testing::HasSubstr("\nborn           " + to_rfc3339(period.born) +
                                   "\nbegins         " + to_rfc3339(period.begins) +
                                   "\nends           " + to_rfc3339(period.ends) +
                                   "\nmints until    " + to_rfc3339(period.mints_until) +
                                   "\ncoins expire   " + to_rfc3339(period.coins_expire) +
                                   "\nrefresh until  " + to_rfc3339(period.refresh_until) + "\n"));
}

TEST(PolicyFormat, TellsHowTheQuorumOfItsExampleIsDecided) {
  const Policy policy = must(parse_policy(example(), "example.toml"));
  const Vote alice = {"alice", "officer", Choice::kApprove};
  const Vote bob = {"bob", "officer", Choice::kApprove};
  const auto decide = [&](const std::vector<Vote>& votes) {
    return quorum_reached(policy, ActType::kKeyGenerate, "olga", votes);
  };
  EXPECT_EQ(decide({alice}).reason, "needs 1 more of officer");
  EXPECT_TRUE(decide({alice, bob}).approved());
  EXPECT_EQ(decide({alice, alice}).verdict, Verdict::kFailed);
  EXPECT_EQ(policy.rule(ActType::kKeyDestroy), nullptr);
}

TEST(PolicyFormat, ShowsTheErrorThatIsGiven) {
  const auto policy =
      parse_policy(testing::replaced(example(), "id = \"bob\"", "id = \"alice\""), "example.toml");
  ASSERT_FALSE(policy.ok());
  EXPECT_THAT(page(), ::testing::HasSubstr("\n" + policy.error().message + "\n"));
}

TEST(PolicyFormat, NamesEveryAccess) {
  for (const Access access : kAccesses)
    EXPECT_THAT(page(), ::testing::HasSubstr("`" + std::string(to_text(access)) + "`"));
}

TEST(PolicyFormat, NamesEveryAct) {
  for (const ActType type : kActTypes)
    EXPECT_THAT(page(), ::testing::HasSubstr("`" + std::string(to_text(type)) + "`"));
}

}  // namespace policy_format_test
}  // namespace pyx::policies
