#include "policies/denomination_reader.h"

#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace denomination_reader_test {

using pyx::testing::FailsSaying;
using testing::expect_refused_text;
using testing::must;
using testing::policy_text;
using testing::replaced;

constexpr std::string_view kEur5 = R"(
[[denomination]]
name = "eur-5"
currency = "EUR"
value = 500
profile = "euro"
first = "2026-11-02T00:00:00Z"
issue = "7d"
overlap = "1d"
ahead = "28d"
life = "365d"
grace = "30d"
most_issued = 100000000
)";
constexpr std::string_view kProfiles = R"(
[[profile]]
name = "euro"
type = "generic-secret"
purpose = "coin"

[[profile]]
name = "euro-blind"
type = "rsa-2048"
purpose = "blind-sign"

[[profile]]
name = "seed"
type = "generic-secret"
purpose = "coin-seed"
)";

std::string text_with(std::string_view denominations) {
  return policy_text() + std::string(denominations) + std::string(kProfiles);
}
std::vector<Denomination> read(std::string_view denominations) {
  return must(parse_policy(text_with(denominations), "policy.toml")).denominations;
}
// With `from` of the one denomination replaced by `to`.
Denomination read_with(std::string_view from, std::string_view to) {
  SCOPED_TRACE(to);
  return read(replaced(std::string(kEur5), from, to)).at(0);
}
void expect_refused(std::string_view from, std::string_view to, std::string_view words) {
  SCOPED_TRACE(to);
  expect_refused_text(text_with(replaced(std::string(kEur5), from, to)), words);
}
// A second one with another name, and `from` replaced by `to`.
std::string second(std::string_view from, std::string_view to) {
  return std::string(kEur5) +
         replaced(replaced(std::string(kEur5), "\"eur-5\"", "\"other\""), from, to);
}

constexpr Duration kDay = std::chrono::hours(24);

TEST(DenominationReader, ReadsADenomination) {
  const Denomination wanted{"eur-5",
                            "EUR",
                            500,
                            "euro",
                            {from_rfc3339("2026-11-02T00:00:00Z").value(), 7 * kDay, kDay,
                             28 * kDay, 365 * kDay, 30 * kDay},
                            100'000'000};
  EXPECT_THAT(read(kEur5), ::testing::ElementsAre(wanted));
}

TEST(DenominationReader, TakesAPolicyWithoutDenominations) {
  EXPECT_THAT(read(""), ::testing::IsEmpty());
}

TEST(DenominationReader, TakesNoOverlapNoGraceAndNoLimitWhereNoneIsSaid) {
  EXPECT_EQ(read_with("overlap = \"1d\"\n", "").schedule.overlap, Duration::zero());
  EXPECT_EQ(read_with("grace = \"30d\"\n", "").schedule.grace, Duration::zero());
  EXPECT_EQ(read_with("most_issued = 100000000\n", "").most_issued, std::nullopt);
}

TEST(DenominationReader, RefusesADenominationThatLacksAnotherKey) {
  for (const std::string_view line :
       {"name = \"eur-5\"\n", "currency = \"EUR\"\n", "value = 500\n", "profile = \"euro\"\n",
        "first = \"2026-11-02T00:00:00Z\"\n", "issue = \"7d\"\n", "ahead = \"28d\"\n",
        "life = \"365d\"\n"}) {
    const std::string key(line.substr(0, line.find(' ')));
    EXPECT_THAT(parse_policy(text_with(replaced(std::string(kEur5), line, "")), "policy.toml"),
                FailsSaying(Code::kBadInput, "[[denomination]] needs the key \"" + key + "\""));
  }
}

TEST(DenominationReader, RefusesAKeyThatItDoesNotKnow) {
  EXPECT_THAT(parse_policy(text_with(std::string(kEur5) + "most = 1\n"), "policy.toml"),
              FailsSaying(Code::kBadInput, "unknown key \"most\""));
}

TEST(DenominationReader, RefusesAMalformedNameOrCurrency) {
  expect_refused("\"eur-5\"", "^\"EUR-5\"", "name \"EUR-5\" must be");
  expect_refused("\"EUR\"", "^\"eur\"", "currency \"eur\" must be 3 to 8");
  expect_refused("\"EUR\"", "^\"EU\"", "currency \"EU\" must be 3 to 8");
}

TEST(DenominationReader, RefusesASecondOneOfTheSameName) {
  const std::string text =
      std::string(kEur5) + replaced(std::string(kEur5), "\"eur-5\"", "^\"eur-5\"");
  expect_refused_text(text_with(text), "denomination \"eur-5\" stands twice, first at line ");
}

TEST(DenominationReader, TakesAValueFrom1To10ToThe15) {
  EXPECT_EQ(read_with("value = 500", "value = 1").value, 1U);
  const std::string unlimited = replaced(std::string(kEur5), "most_issued = 100000000\n", "");
  EXPECT_EQ(read(replaced(unlimited, "value = 500", "value = 1000000000000000")).at(0).value,
            1'000'000'000'000'000U);
}

TEST(DenominationReader, RefusesAValueOfNothingOrPast10ToThe15) {
  expect_refused("value = 500", "value = ^0", "from 1 to 1000000000000000");
  expect_refused("value = 500", "value = ^-500", "from 1 to 1000000000000000");
  expect_refused("value = 500", "value = ^1000000000000001", "from 1 to 1000000000000000");
  expect_refused("value = 500", "value = ^\"5.00\"", "\"value\" must be a whole number");
}

TEST(DenominationReader, RefusesAProfileThatIsUnknownOrHasAnotherPurpose) {
  expect_refused("\"euro\"", "^\"euros\"", "unknown profile \"euros\"");
  expect_refused("\"euro\"", "^\"coins\"", "profile \"coins\" has the purpose mac");
  expect_refused("\"euro\"", "^\"seed\"", "profile \"seed\" has the purpose coin-seed");
}

TEST(DenominationReader, RefusesCoinsWithoutAProfileForTheKeyThatTheirIdsComeFrom) {
  const std::string text =
      replaced(text_with(kEur5), "purpose = \"coin-seed\"", "purpose = \"mac\"");
  expect_refused_text(replaced(text, "profile = \"euro\"", "profile = ^\"euro\""),
                      "no profile has this purpose");
}

TEST(DenominationReader, TakesBlindSignaturesWithoutSuchAProfile) {
  const std::string text =
      replaced(text_with(kEur5), "purpose = \"coin-seed\"", "purpose = \"mac\"");
  EXPECT_THAT(
      parse_policy(replaced(text, "profile = \"euro\"", "profile = \"euro-blind\""), "policy.toml"),
      pyx::testing::IsOk());
}

TEST(DenominationReader, RefusesTheSameWorthTwiceUnlessOneIsBlind) {
  expect_refused_text(text_with(second("value = 500", "value = ^500")),
                      "denomination \"other\" is worth 500 EUR with keys of purpose coin, as is "
                      "\"eur-5\" at line ");
  EXPECT_EQ(read(second("\"euro\"", "\"euro-blind\"")).size(), 2U);
  EXPECT_EQ(read(second("\"EUR\"", "\"USD\"")).size(), 2U);
  EXPECT_EQ(read(second("value = 500", "value = 501")).size(), 2U);
}

TEST(DenominationReader, RefusesAFirstThatIsNoTimeInUtc) {
  for (const std::string_view first :
       {"2026-11-02", "2026-11-02T00:00:00+01:00", "2026-13-02T00:00:00Z", "now", ""})
    expect_refused("\"2026-11-02T00:00:00Z\"", "^\"" + std::string(first) + "\"",
                   "is not a time in UTC");
  EXPECT_THAT(parse_policy(text_with(replaced(std::string(kEur5), "\"2026-11-02T00:00:00Z\"",
                                              "2026-11-02T00:00:00Z")),
                           "policy.toml"),
              FailsSaying(Code::kBadInput, "policy.toml:"));
}

TEST(DenominationReader, TakesEachLengthOfTimeUpToItsBounds) {
  EXPECT_EQ(read_with("\"7d\"\noverlap = \"1d\"", "\"1m\"").schedule.issue,
            std::chrono::minutes(1));
  EXPECT_EQ(read_with("\"7d\"", "\"366d\"").schedule.issue, 366 * kDay);
  EXPECT_EQ(read_with("\"1d\"", "\"1s\"").schedule.overlap, std::chrono::seconds(1));
  EXPECT_EQ(read_with("\"1d\"", "\"7d\"").schedule.overlap, 7 * kDay);
  EXPECT_EQ(read_with("\"28d\"", "\"1s\"").schedule.ahead, std::chrono::seconds(1));
  EXPECT_EQ(read_with("\"28d\"", "\"732d\"").schedule.ahead, 732 * kDay);
  EXPECT_EQ(read_with("\"365d\"", "\"1s\"").schedule.life, std::chrono::seconds(1));
  EXPECT_EQ(read_with("\"365d\"", "\"36525d\"").schedule.life, kLongestLife);
  EXPECT_EQ(read_with("\"30d\"", "\"1s\"").schedule.grace, std::chrono::seconds(1));
  EXPECT_EQ(read_with("\"30d\"", "\"36525d\"").schedule.grace, kLongestLife);
}

TEST(DenominationReader, RefusesALengthOfTimeBelowItsBound) {
  expect_refused("\"7d\"", "^\"59s\"", "issue must be from 1m to 366d");
  for (const std::string_view length : {"\"1d\"", "\"28d\"", "\"365d\"", "\"30d\""})
    expect_refused(length, "^\"0s\"", "not a length of time");
}

TEST(DenominationReader, RefusesALengthOfTimeAboveItsBound) {
  expect_refused("\"7d\"", "^\"367d\"", "issue must be from 1m to 366d");
  expect_refused("\"1d\"", "^\"169h\"", "overlap must be from 1s to 7d");
  expect_refused("\"28d\"", "^\"733d\"", "ahead must be from 1s to 732d");
  expect_refused("\"365d\"", "^\"36526d\"", "at most a hundred years");
  expect_refused("\"30d\"", "^\"36526d\"", "at most a hundred years");
}

TEST(DenominationReader, TakesALimitOfOneKeyFromItsValueUp) {
  EXPECT_EQ(read_with("100000000", "500").most_issued, 500U);
  EXPECT_EQ(read_with("100000000", "1000000000000000").most_issued, 1'000'000'000'000'000U);
  expect_refused("100000000", "^499", "from 500 to 1000000000000000");
  expect_refused("100000000", "^1000000000000001", "from 500 to 1000000000000000");
}

// `count` denominations in all.
std::string many(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += i == kMostDenominations ? "\n^" : "\n";
    const std::string one =
        replaced(std::string(kEur5.substr(1)), "value = 500", "value = " + std::to_string(i + 1));
    text += replaced(one, "\"eur-5\"", "\"eur-" + std::to_string(i) + "\"");
  }
  return text;
}

TEST(DenominationReader, Takes256Denominations) { EXPECT_EQ(read(many(256)).size(), 256U); }

TEST(DenominationReader, Refuses257Denominations) {
  expect_refused_text(text_with(many(257)), "more than 256 denominations in one policy");
}

}  // namespace denomination_reader_test
}  // namespace pyx::policies
