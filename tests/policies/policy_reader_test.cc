#include "base/sha256.h"
#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace policy_reader_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using testing::expect_refused;
using testing::must;
using testing::policy_text;
using testing::read_with;
using testing::replaced;

TEST(ParsePolicy, ReadsNameAndTakesTheDigestOverTheBytesAsTheyCame) {
  const Policy policy = must(parse_policy(policy_text(), "policy.toml"));
  EXPECT_EQ(policy.name, "test");
  EXPECT_EQ(policy.digest, sha256(policy_text()));
}

TEST(ParsePolicy, GivesAnotherDigestForACommentThatChangesNothingElse) {
  const std::string text = policy_text();
  EXPECT_NE(must(parse_policy(text + "# same policy\n", "policy.toml")).digest,
            must(parse_policy(text, "policy.toml")).digest);
}

TEST(ParsePolicy, RefusesAnyVersionButOne) {
  expect_refused("version = 1", "version = ^0", "version 0");
  expect_refused("version = 1", "version = ^2", "version 2");
  expect_refused("version = 1", "version = ^-1", "version -1");
  expect_refused("version = 1", "version = ^\"1\"", "version");
}

TEST(ParsePolicy, SaysThatTheVersionIsWrongBeforeAllElse) {
  expect_refused("version = 1\nname = \"test\"", "version = ^2\nnew_word = 7", "version 2");
}

TEST(ParsePolicy, RefusesAMissingVersion) {
  EXPECT_THAT(parse_policy(replaced(policy_text(), "version = 1", ""), "policy.toml"),
              FailsSaying(Code::kBadInput, "version"));
}

TEST(ParsePolicy, RefusesAMissingOrMalformedName) {
  EXPECT_THAT(parse_policy(replaced(policy_text(), "name = \"test\"", ""), "policy.toml"),
              FailsSaying(Code::kBadInput, "name"));
  expect_refused("name = \"test\"", "name = ^\"\"", "name");
}

// Trap 21: a limit is skipped because its key was mistyped or is optional.
TEST(ParsePolicy, RefusesAKeyThatItDoesNotKnowWhereverItStands) {
  for (const std::string_view table :
       {"name = \"test\"", "id = \"bob\"", "act = \"key.generate\"", "[freeze]", "type = \"p-256\"",
        "san_uri = \"urn:test:desk\""}) {
    const auto policy = parse_policy(
        replaced(policy_text(), table, std::string(table) + "\nno_spar = true"), "policy.toml");
    EXPECT_THAT(policy, FailsSaying(Code::kBadInput, "no_spar")) << table;
  }
  EXPECT_THAT(parse_policy(policy_text() + "[[budget]]\nlimit = 5\n", "policy.toml"),
              FailsSaying(Code::kBadInput, "budget"));
}

TEST(ParsePolicy, RefusesAKeyThatStandsTwice) {
  EXPECT_THAT(parse_policy(replaced(policy_text(), "id = \"bob\"", "id = \"bob\"\nid = \"bert\""),
                           "policy.toml"),
              FailsSaying(Code::kBadInput, "policy.toml:19:"));
}

TEST(ParsePolicy, RefusesWhatIsNoToml) {
  for (const std::string_view text :
       {"", "{", "version", "version = 1\nname = \xff", "{\"version\":1}"})
    EXPECT_THAT(parse_policy(text, "policy.toml"), FailsWith(Code::kBadInput)) << text;
}

// Every shorter text is another policy or none: none may be read as this one or bring the reader
// down.
TEST(ParsePolicy, TakesNoTruncatedTextForTheWhole) {
  const std::string text = policy_text();
  const Policy whole = must(parse_policy(text, "policy.toml"));
  for (std::size_t size_bytes = 0; size_bytes < text.size(); size_bytes += 7) {
    const auto part = parse_policy(text.substr(0, size_bytes), "policy.toml");
    if (!part) {
      EXPECT_EQ(part.error().code, Code::kBadInput);
      EXPECT_THAT(part.error().message, ::testing::StartsWith("policy.toml:"));
      continue;
    }
    EXPECT_NE(part->digest, whole.digest);
    EXPECT_NE(part->rule(ActType::kPolicyChange), nullptr);
  }
}

// CLOCK-SANE
TEST(ParsePolicy, ReadsHowFarTheClockMayMoveOn) {
  const auto outage = [](std::string_view length) {
    return read_with("name = \"test\"",
                     "name = \"test\"\nlongest_outage = \"" + std::string(length) + "\"")
        .longest_outage;
  };
  EXPECT_EQ(read_with("", "").longest_outage, kLongestOutage);
  EXPECT_EQ(outage("1m"), std::chrono::minutes(1));
  EXPECT_EQ(outage("366d"), std::chrono::hours(24 * 366));
}

TEST(ParsePolicy, RefusesAClockThatMayMoveOnByLessThanAMinuteOrMoreThanAYear) {
  for (const std::string_view length : {"59s", "367d"})
    expect_refused("name = \"test\"",
                   "name = \"test\"\nlongest_outage = ^\"" + std::string(length) + "\"",
                   "longest_outage must be from 1m to 366d");
}

TEST(ParsePolicy, NamesTheSourceThatItWasGiven) {
  EXPECT_THAT(parse_policy("version = 2\n", "drafts/new.toml"),
              FailsSaying(Code::kBadInput, "drafts/new.toml:1:11: "));
}

TEST(ParsePolicy, ReadsTheSameWhateverTheOrderOfTables) {
  std::string text = policy_text();
  const std::size_t profiles = text.find("[[profile]]");
  const std::size_t clients = text.find("[[client]]");
  const std::string moved = text.substr(profiles, clients - profiles);
  text.erase(profiles, clients - profiles);
  EXPECT_EQ(must(parse_policy(text + "\n" + moved, "policy.toml")).profiles.size(), 2U);
}

}  // namespace policy_reader_test
}  // namespace pyx::policies
