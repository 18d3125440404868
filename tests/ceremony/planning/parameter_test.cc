#include "ceremony/planning/parameter.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::ceremony::planning {
namespace parameter_test {

using pyx::testing::FailsSaying;
using ::testing::ElementsAre;

ParameterSpec spec(ParameterKind kind, std::int64_t least = 0, std::int64_t most = 0) {
  ParameterSpec made;
  made.name = "x";
  made.kind = kind;
  made.least = least;
  made.most = most;
  return made;
}

TEST(ParameterKinds, HaveOneWordEach) {
  for (const std::string_view word :
       {"integer", "duration", "choice", "key-type", "denominations", "m-of-n", "people"}) {
    const auto kind = parameter_kind_from(word);
    ASSERT_TRUE(kind.has_value()) << word;
    EXPECT_EQ(to_text(*kind), word);
  }
  EXPECT_EQ(parameter_kind_from("Integer"), std::nullopt);
}

TEST(ParseValue, TakesAnIntegerWithinItsBounds) {
  const ParameterSpec three = spec(ParameterKind::kInteger, 2, 4);
  EXPECT_EQ(std::get<std::int64_t>(parse_value(three, "2")->held), 2);
  EXPECT_EQ(std::get<std::int64_t>(parse_value(three, "4")->held), 4);
}

TEST(ParseValue, RefusesAnIntegerBelowItsLeast) {
  EXPECT_THAT(parse_value(spec(ParameterKind::kInteger, 2, 4), "1"),
              FailsSaying(Code::kBadInput, "must be a whole number from 2 to 4"));
}

TEST(ParseValue, RefusesAnIntegerAboveItsMost) {
  EXPECT_THAT(parse_value(spec(ParameterKind::kInteger, 2, 4), "5"),
              FailsSaying(Code::kBadInput, "must be a whole number from 2 to 4"));
}

TEST(ParseValue, RefusesAnIntegerInAnyOtherForm) {
  for (const std::string_view text :
       {"", "03", "+3", "3 ", " 3", "3.0", "x", "99999999999999999999"})
    EXPECT_FALSE(parse_value(spec(ParameterKind::kInteger, 0, 9), text).ok()) << text;
}

TEST(ParseValue, TakesADurationWithinItsBounds) {
  const ParameterSpec week = spec(ParameterKind::kDuration, 1000, 604'800'000);
  EXPECT_EQ(std::get<Duration>(parse_value(week, "7d")->held), std::chrono::hours(168));
  EXPECT_THAT(parse_value(week, "8d"), FailsSaying(Code::kBadInput, "from 1s to 7d"));
  EXPECT_FALSE(parse_value(week, "week").ok());
}

TEST(ParseValue, TakesOneOfTheChoices) {
  ParameterSpec colour = spec(ParameterKind::kChoice);
  colour.choices = {"red", "blue"};
  EXPECT_EQ(parse_value(colour, "blue")->text, "blue");
  EXPECT_THAT(parse_value(colour, "green"), FailsSaying(Code::kBadInput, "one of red, blue"));
}

TEST(ParseValue, TakesAKeyTypeOfItsChoices) {
  ParameterSpec type = spec(ParameterKind::kKeyType);
  type.choices = {"p-256"};
  EXPECT_EQ(std::get<KeyType>(parse_value(type, "p-256")->held), KeyType::kP256);
  EXPECT_FALSE(parse_value(type, "p-384").ok());
}

TEST(ParseValue, TakesListsOfIds) {
  const ParameterSpec coins = spec(ParameterKind::kDenominations, 1, 2);
  const auto two = parse_value(coins, "eur-5,  eur-1 ");
  ASSERT_TRUE(two.ok());
  EXPECT_EQ(two->text, "eur-5, eur-1");
  EXPECT_THAT(std::get<std::vector<std::string>>(two->held), ElementsAre("eur-5", "eur-1"));
}

TEST(ParseValue, RefusesListsThatAreTooLongTwiceTheSameOrNoIds) {
  for (const std::string_view text : {"", "a,b,c", "a,a", "A", "a,", ",a", "a b"})
    EXPECT_FALSE(parse_value(spec(ParameterKind::kPeople, 1, 2), text).ok()) << text;
}

TEST(ParseValue, TakesMOfNWithinItsBounds) {
  const ParameterSpec shares = spec(ParameterKind::kMOfN, 2, 5);
  EXPECT_EQ(std::get<MOfN>(parse_value(shares, "2 of 5")->held), (MOfN{2, 5}));
}

TEST(ParseValue, RefusesFewerThanTheLeastNeeded) {
  EXPECT_THAT(parse_value(spec(ParameterKind::kMOfN, 2, 5), "1 of 5"),
              FailsSaying(Code::kBadInput, "at least 2 needed of at most 5"));
}

TEST(ParseValue, RefusesMoreHoldersThanTheMost) {
  EXPECT_FALSE(parse_value(spec(ParameterKind::kMOfN, 2, 5), "2 of 6").ok());
}

TEST(MOfNFrom, RefusesAnyOtherForm) {
  for (const std::string_view text : {"", "2", "2 of", "of 3", "3 of 2", "0 of 2", "2  of 3",
                                      "02 of 3", "2 of 3 ", "2 of 257", "-1 of 2"})
    EXPECT_EQ(m_of_n_from(text), std::nullopt) << text;
  EXPECT_EQ(m_of_n_from("1 of 1"), (MOfN{1, 1}));
}

TEST(Values, FillTheirNamesIntoATextAndLeaveOthers) {
  Values values;
  values.set("n", {"3", std::int64_t{3}});
  EXPECT_EQ(values.fill("{n} of {m}, {n}"), "3 of {m}, 3");
  EXPECT_EQ(values.fill("{n"), "{n");
  EXPECT_EQ(values.fill(""), "");
}

TEST(Braces, AreFoundAroundIdsOnly) {
  EXPECT_THAT(braces_of("a {b} c {d}").names, ElementsAre("b", "d"));
  for (const std::string_view text : {"{", "}", "{}", "{A}", "{a b}", "{{a}}", "a}"})
    EXPECT_FALSE(braces_of(text).sound) << text;
  EXPECT_EQ(sole_parameter("{a}"), "a");
  EXPECT_EQ(sole_parameter("{a} "), std::nullopt);
  EXPECT_EQ(sole_parameter("a"), std::nullopt);
  EXPECT_EQ(sole_parameter("{a}{b}"), std::nullopt);
}

}  // namespace parameter_test
}  // namespace pyx::ceremony::planning
