#include "policies/second_token_reader.h"

#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace second_token_reader_test {

using testing::expect_refused_text;
using testing::must;
using testing::policy_text;
using testing::replaced;

constexpr std::string_view kNss = R"(
[[second_token]]
model = "NSS 3"
manufacturer = "Mozilla Foundation"
acts = ["backup.prove"]
exceptions = ["usage", "allowed-mechanisms"]
)";
constexpr std::string_view kSpare = R"(
[[second_token]]
serial = "a1b2"
acts = ["backup.prove", "backup.restore"]
exceptions = ["copies"]
)";

Policy read(const std::string& more) {
  return must(parse_policy(policy_text() + more, "policy.toml"));
}
void refused(const std::string& more, std::string_view words) {
  SCOPED_TRACE(more);
  expect_refused_text(policy_text() + more, words);
}
void refused(std::string_view from, std::string_view to, std::string_view words) {
  refused(replaced(std::string(kNss), from, to), words);
}

TEST(SecondTokenReader, APolicyWithoutOneLetsNoTokenGoOfAnythingAndAsksForNoMatrix) {
  const Policy policy = read("");
  EXPECT_TRUE(policy.second_tokens.empty());
  EXPECT_FALSE(policy.matrix_within);
}
TEST(SecondTokenReader, ATokenIsNamedByItsSerialOrByModelAndManufacturer) {
  const Policy policy = read(std::string(kNss) + std::string(kSpare));
  ASSERT_EQ(policy.second_tokens.size(), 2U);
  EXPECT_EQ(policy.second_tokens[0].token_text(), "any NSS 3 of Mozilla Foundation");
  EXPECT_EQ(policy.second_tokens[0].exceptions,
            (std::vector{TokenRule::kUsage, TokenRule::kAllowedMechanisms}));
  EXPECT_EQ(policy.second_tokens[0].acts, std::vector{ActType::kBackupProve});
  EXPECT_EQ(policy.second_tokens[1].serial, "a1b2");
  EXPECT_TRUE(policy.second_tokens[1].covers(ActType::kBackupRestore));
}
TEST(SecondTokenReader, TheDigestCoversIt) {
  EXPECT_NE(read(std::string(kNss)).digest, read(std::string(kSpare)).digest);
}
TEST(SecondTokenReader, ANameThatIsHalfOrDoubleIsRefused) {
  const std::string marked = replaced(std::string(kNss), "[[second", "^[[second");
  refused(replaced(marked, "manufacturer = \"Mozilla Foundation\"\n", ""), "manufacturer");
  refused(replaced(marked, "model = \"NSS 3\"\n", ""), "model");
  refused("model =", "serial = ^\"1\"\nmodel =", "not by both");
  refused("\"NSS 3\"", "^\"\"", "model");
}
TEST(SecondTokenReader, ActsOfNoSecondTokenAreRefused) {
  refused("[\"backup.prove\"]", "^[]", "at least one act");
  refused("[\"backup.prove\"]", "[^\"backup.create\"]", "no second token is at the act");
  refused("[\"backup.prove\"]", "[^\"prove\"]", "no second token is at the act");
  refused("[\"backup.prove\"]", "[\"backup.prove\", ^\"backup.prove\"]", "stands twice");
}
TEST(SecondTokenReader, RulesThatNoKeyNeedsAreRefused) {
  refused("[\"usage\", \"allowed-mechanisms\"]", "^[]", "at least one rule");
  refused("\"usage\"", "^\"destroyable\"", "exceptions are taken from sensitive");
  refused("\"usage\"", "^\"trusted\"", "no key that comes back needs");
  refused("\"allowed-mechanisms\"", "^\"usage\"", "stands twice");
}
TEST(SecondTokenReader, TheSameTokenAndActTwiceIsRefusedNamingBoth) {
  refused(std::string(kNss) + replaced(std::string(kNss), "\"backup.prove\"", "^\"backup.prove\""),
          "stands twice, first at line");
  const std::string other = replaced(std::string(kNss), "backup.prove", "backup.restore");
  EXPECT_EQ(read(std::string(kNss) + other).second_tokens.size(), 2U);
}
TEST(SecondTokenReader, UnknownKeysAreRefused) {
  refused("acts =", "may_be_exposed = ^true\nacts =", "may_be_exposed");
}
TEST(SecondTokenReader, MoreThanSixtyFourAreRefusedAndSixtyFourAreNot) {
  std::string many;
  for (std::size_t i = 0; i < kMostSecondTokens; ++i)
    many += replaced(std::string(kSpare), "a1b2", "serial " + std::to_string(i));
  EXPECT_EQ(read(many).second_tokens.size(), kMostSecondTokens);
  refused(many + replaced(std::string(kSpare), "[[second", "^[[second"),
          "more than 64 second tokens");
}
TEST(SecondTokenReader, AMatrixIsWantedFromAMinuteToAYearOld) {
  const auto with = [](const std::string& value) {
    return replaced(policy_text(), "version = 1\n", "version = 1\nmatrix_within = " + value + "\n");
  };
  EXPECT_EQ(must(parse_policy(with("\"90d\""), "policy.toml")).matrix_within,
            std::chrono::hours(24 * 90));
  EXPECT_TRUE(must(parse_policy(with("\"1m\""), "policy.toml")).matrix_within);
  EXPECT_TRUE(must(parse_policy(with("\"366d\""), "policy.toml")).matrix_within);
  expect_refused_text(with("^\"59s\""), "matrix_within");
  expect_refused_text(with("^\"367d\""), "matrix_within");
  expect_refused_text(with("^true"), "matrix_within");
}

}  // namespace second_token_reader_test
}  // namespace pyx::policies
