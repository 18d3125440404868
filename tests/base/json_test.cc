#include "base/json.h"

#include <chrono>
#include <string>

#include "tests/matchers.h"

namespace pyx::json {
namespace json_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonParse, ReadsEachKindOfValue) {
  const value read =
      parse(R"( {"s":"a\u00e9\n","i":-7,"u":18446744073709551615,"d":1.5,"t":true,"n":null,)"
            R"("a":[1,[]]} )")
          .value();
  const object& members = read.as_object();
  EXPECT_EQ(members.at("s").as_string(), "a\xc3\xa9\n");
  EXPECT_EQ(members.at("i").as_int64(), -7);
  EXPECT_EQ(members.at("u").as_uint64(), 18446744073709551615U);
  EXPECT_EQ(members.at("d").as_double(), 1.5);
  EXPECT_TRUE(members.at("t").as_bool());
  EXPECT_TRUE(members.at("n").is_null());
  EXPECT_EQ(members.at("a").as_array().size(), 2U);
}

TEST(JsonParse, AScalarIsAValue) {
  EXPECT_EQ(parse("7").value(), value(7));
  EXPECT_EQ(parse("\"\"").value(), value(""));
}

// Boost.JSON alone keeps the last of two members, another reader the first: what was signed would
// not be what was shown.
TEST(JsonParse, ADuplicateMemberIsRefusedByPlace) {
  EXPECT_THAT(parse(R"({"a":1,"b":[1,2],"a":2})"),
              FailsSaying(Code::kBadInput, "duplicate member \"a\" at byte 17"));
  EXPECT_THAT(parse(R"({"":1,"":2})"), FailsSaying(Code::kBadInput, "at byte 6"));
  EXPECT_THAT(parse(R"([{"x":{"b":1,"b":1}}])"), FailsSaying(Code::kBadInput, "at byte 13"));
}

TEST(JsonParse, ADuplicateMemberIsSeenThroughItsEscapes) {
  EXPECT_THAT(parse(R"({"\u0061":1,"a":2})"), FailsSaying(Code::kBadInput, "\"a\" at byte 12"));
  EXPECT_THAT(parse(R"({"a":1,"\u0061":2})"),
              FailsSaying(Code::kBadInput, "\"\\u0061\" at byte 7"));
  EXPECT_THAT(parse(R"({"q\"\\":1, "q\"\\":2})"), FailsSaying(Code::kBadInput, "at byte 12"));
  EXPECT_THAT(parse(R"({"x\ny":1,"x\ny":2})"), FailsSaying(Code::kBadInput, "x\\ny"));
}

TEST(JsonParse, ADuplicateOfALongNameIsShownCut) {
  const std::string name(5000, 'n');
  const auto failed = parse("{\"" + name + "\":1,\"" + name + "\":2}");
  ASSERT_THAT(failed, FailsSaying(Code::kBadInput, "nnn...\" at byte 5006"));
  EXPECT_LT(failed.error().message.size(), 120U);
}

TEST(JsonParse, TheSameNameInOtherObjectsIsNoDuplicate) {
  EXPECT_THAT(parse(R"({"a":{"a":[{"a":1},{"a":2}]},"b":{"a":2},"c":3})"), IsOk());
}

TEST(JsonParse, ADuplicateAmongManyMembersIsRefused) {
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += "\"m" + std::to_string(i) + "\":{\"m0\":0},";
  EXPECT_THAT(parse(text + "\"z\":0}"), IsOk());
  EXPECT_THAT(parse(text + "\"m0\":0}"), FailsSaying(Code::kBadInput, "duplicate member \"m0\""));
  EXPECT_THAT(parse(text + "\"m99\":0}"), FailsSaying(Code::kBadInput, "duplicate member \"m99\""));
}

TEST(JsonParse, AHostileNumberOfMembersCostsNoSquare) {
  std::string text = "{\"x\":0";
  while (text.size() < (1U << 20U) - 20) text += ",\"" + std::to_string(text.size()) + "\":0";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(parse(text + "}"), IsOk());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(JsonParse, NestedAsDeepAsAllowedIsRead) {
  EXPECT_THAT(parse(nested(16)), IsOk());
  EXPECT_THAT(parse(nested(3), {.most_depth = 3}), IsOk());
}

TEST(JsonParse, NestedDeeperThanAllowedIsRefused) {
  EXPECT_THAT(parse(nested(17)), FailsSaying(Code::kBadInput, "deeper than 16"));
  EXPECT_THAT(parse(nested(4), {.most_depth = 3}), FailsSaying(Code::kBadInput, "deeper than 3"));
  EXPECT_THAT(parse(std::string(1U << 20U, '[')), FailsSaying(Code::kBadInput, "deeper"));
  EXPECT_THAT(parse(R"({"a":{"a":{}}})", {.most_depth = 2}),
              FailsSaying(Code::kBadInput, "deeper"));
}

TEST(JsonParse, AsLongAsAllowedIsRead) { EXPECT_THAT(parse("[1,2]", {.most_bytes = 5}), IsOk()); }

TEST(JsonParse, LongerThanAllowedIsRefused) {
  EXPECT_THAT(parse("[1,2] ", {.most_bytes = 5}),
              FailsSaying(Code::kBadInput, "longer than 5 bytes"));
}

TEST(JsonParse, WhatRfc8259DoesNotAllowIsRefused) {
  for (const std::string_view text : {"",
                                      " ",
                                      "[1,]",
                                      "{\"a\":1,}",
                                      "{a:1}",
                                      "{'a':1}",
                                      "/*c*/1",
                                      "1//c",
                                      "NaN",
                                      "Infinity",
                                      "-Infinity",
                                      "nan",
                                      "01",
                                      "+1",
                                      "1.",
                                      ".5",
                                      "0x10",
                                      "1e",
                                      "tru",
                                      "True",
                                      "\"a",
                                      "[1",
                                      "{\"a\"",
                                      "{\"a\":}",
                                      "[1 2]",
                                      "\"\t\"",
                                      "\"\\x41\"",
                                      "\"\\u12\"",
                                      "\xef\xbb\xbf"
                                      "1",
                                      "]",
                                      "\"\n\""}) {
    EXPECT_THAT(parse(text), FailsWith(Code::kBadInput)) << text;
  }
  EXPECT_THAT(parse(std::string_view("1\0", 2)), FailsWith(Code::kBadInput));
}

TEST(JsonParse, BadUtf8IsRefused) {
  for (const auto* text : {"\"\xff\"", "\"\xc3\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\"", "\"\\ud800\"", "\"\\udc00\"", "{\"\xff\":1}"}) {
    EXPECT_THAT(parse(text), FailsWith(Code::kBadInput));
  }
}

TEST(JsonParse, ASecondValueBehindTheFirstIsRefused) {
  EXPECT_THAT(parse("{} {}"), FailsSaying(Code::kBadInput, "behind the JSON value at byte 3"));
  EXPECT_THAT(parse("1,"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse("1 \n\t\r "), IsOk());
}

TEST(JsonParse, ANumberThatNoDoubleHoldsIsRefused) {
  EXPECT_THAT(parse("1e999"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse("[-1e400]"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse("1e99999999999"), FailsWith(Code::kBadInput));
}

TEST(JsonParse, AFailureNamesTheByte) {
  EXPECT_THAT(parse("[1,2,x]"), FailsSaying(Code::kBadInput, "at byte 5"));
}

TEST(JsonSerialize, KeepsTheOrderAndAddsNoSpace) {
  const value made = {{"b", 1}, {"a", {1, "x\n"}}, {"c", nullptr}};
  EXPECT_EQ(serialize(made), R"({"b":1,"a":[1,"x\n"],"c":null})");
}

TEST(JsonSerialize, WhatWasReadIsWrittenTheSame) {
  const std::string text = R"({"z":{"k":[true,false,-1]},"a":"\"\\","m":{}})";
  EXPECT_EQ(serialize(parse(text).value()), text);
}

}  // namespace json_test
}  // namespace pyx::json
