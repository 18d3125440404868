#include "base/sha256.h"
#include "policies/budget.h"
#include "tests/matchers.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace budget_reader_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using testing::Marked;
using testing::must;
using testing::replaced;

constexpr std::string_view kText = R"(version = 1

[[budget]]
name = "eur-issue"
charge = "issue"
scope = "all"
currency = "EUR"

[[budget.limit]]
window = "1h"
count = 10000
value = 500000

[[budget.limit]]
window = "life"
count = 1000000000
value = 50000000000

[[budget]]
name = "checks"
charge = "check"
scope = "client:issuer"

[[budget.limit]]
window = "1m"
count = 6000
)";

BudgetFile read(const std::string& text) { return must(parse_budgets(text, "budgets.toml")); }
Budget first_with(std::string_view from, std::string_view to) {
  return read(replaced(std::string(kText), from, to)).budgets.at(0);
}

// Reads the text, whose '^' marks where the error must point, and expects words in the message.
void expect_refused_text(std::string text, std::string_view words) {
  const Marked marked(std::move(text));
  const auto file = parse_budgets(marked.text, "budgets.toml");
  ASSERT_FALSE(file.ok()) << "was read without an error, wanted: " << words;
  EXPECT_EQ(file.error().code, Code::kBadInput);
  EXPECT_THAT(file.error().message, ::testing::StartsWith("budgets.toml:" + marked.place + ": "));
  EXPECT_THAT(file.error().message, ::testing::HasSubstr(std::string(words)));
}
void expect_refused(std::string_view from, std::string_view to, std::string_view words) {
  SCOPED_TRACE(to);
  expect_refused_text(replaced(std::string(kText), from, to), words);
}
void expect_refused_without(std::string_view line, std::string_view words) {
  SCOPED_TRACE(line);
  EXPECT_THAT(parse_budgets(replaced(std::string(kText), line, ""), "budgets.toml"),
              FailsSaying(Code::kBadInput, words));
}

TEST(ParseBudgets, ReadsEachBudgetWithItsLimitsInTheirOrder) {
  const Budget issue{
      "eur-issue",
      Charge::kIssue,
      Scope{},
      "EUR",
      {{std::chrono::hours(1), 10'000, 500'000}, {std::nullopt, 1'000'000'000, 50'000'000'000}}};
  const Budget checks{"checks",
                      Charge::kCheck,
                      Scope{Scope::Kind::kClient, "issuer"},
                      "",
                      {{std::chrono::minutes(1), 6000, 0}}};
  EXPECT_THAT(read(std::string(kText)).budgets, ::testing::ElementsAre(issue, checks));
}

TEST(ParseBudgets, TakesTheDigestOverTheBytesAsTheyCame) {
  const std::string text(kText);
  EXPECT_EQ(read(text).digest, sha256(text));
  EXPECT_EQ(read(text + "# the same\n").digest, sha256(text + "# the same\n"));
}

TEST(ParseBudgets, RefusesAnyVersionButOneBeforeAllElse) {
  expect_refused("version = 1", "version = ^2\nnew_word = 7", "budgets of version 2");
  expect_refused("version = 1", "version = ^0", "budgets of version 0");
  expect_refused("version = 1", "version = ^\"1\"", "version");
  expect_refused_without("version = 1\n", "the file needs the key \"version\"");
}

TEST(ParseBudgets, RefusesATextWithoutBudgets) {
  EXPECT_THAT(parse_budgets("version = 1\n", "budgets.toml"),
              FailsSaying(Code::kBadInput, "the file needs the key \"budget\""));
  expect_refused_text("version = 1\nbudget = ^[]\n", "one or more tables [[budget]]");
}

TEST(ParseBudgets, RefusesAMissingKey) {
  expect_refused_without("name = \"eur-issue\"\n", "[[budget]] needs the key \"name\"");
  expect_refused_without("charge = \"issue\"\n", "[[budget]] needs the key \"charge\"");
  expect_refused_without("scope = \"all\"\n", "[[budget]] needs the key \"scope\"");
  expect_refused_without("currency = \"EUR\"\n", "[[budget]] needs the key \"currency\"");
  expect_refused_without("window = \"1h\"\n", "needs the key \"window\"");
  expect_refused_without("count = 10000\n", "needs the key \"count\"");
  expect_refused_without("value = 500000\n", "needs the key \"value\"");
}

// Trap 21: a limit is skipped because its key was mistyped or is optional.
TEST(ParseBudgets, RefusesAKeyThatItDoesNotKnowWhereverItStands) {
  expect_refused("version = 1\n", "version = 1\nmost = ^5\n", "unknown key \"most\"");
  expect_refused("scope = \"all\"\n", "scope = \"all\"\nlimits = ^5\n", "unknown key \"limits\"");
  expect_refused("count = 6000\n", "count = 6000\ncuont = ^5\n", "unknown key \"cuont\"");
}

TEST(ParseBudgets, RefusesABudgetWithoutLimits) {
  expect_refused_without("[[budget.limit]]\nwindow = \"1m\"\ncount = 6000\n",
                         "[[budget]] needs the key \"limit\"");
}

TEST(ParseBudgets, RefusesAMalformedOrSecondName) {
  expect_refused("\"checks\"", "^\"Checks\"", "name \"Checks\" must be");
  expect_refused("\"checks\"", "^\"eur-issue\"",
                 "budget \"eur-issue\" stands twice, first at line 4");
}

TEST(ParseBudgets, RefusesAnUnknownChargeOrScope) {
  expect_refused("\"issue\"", "^\"mint\"", "unknown charge \"mint\"; known are issue, exchange,");
  expect_refused("\"all\"", "^\"everybody\"", "scope \"everybody\" must be all, client:NAME,");
  expect_refused("\"client:issuer\"", "^\"key:issuer\"", "scope \"key:issuer\" must be");
}

TEST(ParseBudgets, RefusesAMalformedCurrency) {
  expect_refused("\"EUR\"", "^\"euro\"", "currency \"euro\" must be 3 to 8");
}

TEST(ParseBudgets, RefusesCurrencyAndValueForChecks) {
  expect_refused("scope = \"client:issuer\"\n", "scope = \"client:issuer\"\ncurrency = ^\"EUR\"\n",
                 "currency does not go with it");
  expect_refused("count = 6000\n", "count = 6000\nvalue = ^0\n", "value does not go with it");
}

TEST(ParseBudgets, TakesNumbersFrom0To10ToThe15) {
  EXPECT_EQ(first_with("count = 10000\n", "count = 0\n").limits[0].count, 0U);
  EXPECT_EQ(first_with("value = 500000\n", "value = 0\n").limits[0].value, 0U);
  EXPECT_EQ(first_with("count = 10000\n", "count = 1000000000000000\n").limits[0].count,
            1'000'000'000'000'000U);
  EXPECT_EQ(first_with("value = 500000\n", "value = 1000000000000000\n").limits[0].value,
            1'000'000'000'000'000U);
}

TEST(ParseBudgets, RefusesANumberBelowZero) {
  expect_refused("count = 10000\n", "count = ^-1\n", "from 0 to 1000000000000000");
  expect_refused("value = 500000\n", "value = ^-1\n", "from 0 to 1000000000000000");
}

TEST(ParseBudgets, RefusesANumberPast10ToThe15) {
  expect_refused("count = 10000\n", "count = ^1000000000000001\n", "from 0 to 1000000000000000");
  expect_refused("value = 500000\n", "value = ^1000000000000001\n", "from 0 to 1000000000000000");
  expect_refused("value = 500000\n", "value = ^\"5000.00\"\n", "must be a whole number");
}

TEST(ParseBudgets, TakesWindowsFromASecondToAYear) {
  EXPECT_EQ(first_with("\"1h\"", "\"1s\"").limits[0].window, std::chrono::seconds(1));
  EXPECT_EQ(first_with("\"1h\"", "\"366d\"").limits[0].window, kLongestWindow);
}

TEST(ParseBudgets, RefusesAWindowOfNoLengthOrOfMoreThanAYear) {
  expect_refused("\"1h\"", "^\"0s\"", "window \"0s\" must be a length of time");
  expect_refused("\"1h\"", "^\"367d\"", "of at most 366d, or life");
  expect_refused("\"1h\"", "^\"ever\"", "or life");
}

TEST(ParseBudgets, RefusesAWindowThatStandsTwiceHoweverItIsWritten) {
  expect_refused("\"life\"", "^\"1h\"",
                 "in the budget, window \"1h\" stands twice, first at line 10");
  expect_refused("\"life\"", "^\"3600s\"", "window \"1h\" stands twice, first at line 10");
  expect_refused("\"1h\"\ncount = 10000\nvalue = 500000\n\n[[budget.limit]]\nwindow = \"life\"",
                 "\"life\"\ncount = 1\nvalue = 1\n\n[[budget.limit]]\nwindow = ^\"life\"",
                 "window \"life\" stands twice");
}

TEST(ParseBudgets, TakesTheSameWindowInTwoBudgets) {
  EXPECT_EQ(read(replaced(std::string(kText), "\"1m\"", "\"1h\"")).budgets[1].limits[0].window,
            std::chrono::hours(1));
}

// The text with `count` limits in its last budget.
std::string with_limits(std::size_t count) {
  std::string text(kText);
  for (std::size_t i = 1; i < count; ++i) {
    text += i == kMostLimits ? "\n^" : "\n";
    text += "[[budget.limit]]\nwindow = \"" + std::to_string(i + 1) + "m\"\ncount = 1\n";
  }
  return text;
}

TEST(ParseBudgets, Takes8Limits) { EXPECT_EQ(read(with_limits(8)).budgets[1].limits.size(), 8U); }

TEST(ParseBudgets, Refuses9Limits) {
  expect_refused_text(with_limits(9), "more than 8 limits in one budget");
}

// The text with `count` budgets in all.
std::string with_budgets(std::size_t count) {
  std::string text(kText);
  for (std::size_t i = 2; i < count; ++i) {
    text += i == kMostBudgets ? "\n^" : "\n";
    text += "[[budget]]\nname = \"more-" + std::to_string(i) +
            "\"\ncharge = \"check\"\nscope = \"all\"\n[[budget.limit]]\nwindow = \"1m\"\ncount = "
            "1\n";
  }
  return text;
}

TEST(ParseBudgets, Takes1024Budgets) { EXPECT_EQ(read(with_budgets(1024)).budgets.size(), 1024U); }

TEST(ParseBudgets, Refuses1025Budgets) {
  expect_refused_text(with_budgets(1025), "more than 1024 budgets in one text");
}

TEST(ParseBudgets, RefusesWhatIsNoToml) {
  for (const std::string_view text : {"", "{", "version", "version = 1\nbudget = 1", "\xff"})
    EXPECT_THAT(parse_budgets(text, "budgets.toml"), FailsWith(Code::kBadInput)) << text;
}

// Every shorter text is other budgets or none.
TEST(ParseBudgets, TakesNoTruncatedTextForTheWhole) {
  const std::string text(kText);
  const BudgetFile whole = read(text);
  for (std::size_t size = 0; size < text.size() - 1; ++size) {
    const auto part = parse_budgets(text.substr(0, size), "budgets.toml");
    if (part.ok())
      EXPECT_NE(part->digest, whole.digest) << size;
    else
      EXPECT_EQ(part.error().code, Code::kBadInput) << size;
  }
}

}  // namespace budget_reader_test
}  // namespace pyx::policies
