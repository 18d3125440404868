#include "base/toml.h"

#include "tests/matchers.h"

namespace pyx::toml {
namespace toml_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

Result<std::shared_ptr<Table>> read(std::string_view text) { return parse(text, "policy.toml"); }

TEST(TomlParse, ReadsTheKindsThatAPolicyNeeds) {
  const auto root = read(R"(
name = "mint"
count = 3
strict = true
roles = ["a", "b"]

[limits]
window = "24h"

[[person]]
name = "Ada"
[[person]]
name = "Bob"
)");
  ASSERT_THAT(root, IsOk());
  Table& table = **root;
  EXPECT_EQ(table.string("name")->text, "mint");
  EXPECT_EQ(table.integer("count", 1, 9).value(), 3);
  EXPECT_TRUE(table.boolean("strict").value());
  EXPECT_EQ(table.strings("roles")->at(1).text, "b");
  EXPECT_EQ((*table.table("limits"))->duration("window").value(), std::chrono::hours(24));
  const auto people = table.tables("person").value();
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[1]->string("name")->text, "Bob");
  EXPECT_THAT(people[0]->string("name"), IsOk());
  EXPECT_THAT(table.finish(), IsOk());
}

TEST(TomlParse, RemembersWhereEachValueStands) {
  const auto root = read("a = 1\n  b = [ 'x',\n 'y' ]\n[t]\nc = true\n").value();
  EXPECT_EQ(root->position_of("a").line, 1U);
  EXPECT_EQ(root->position_of("a").column, 5U);
  const auto texts = root->strings("b").value();
  EXPECT_EQ(texts[1].at.line, 3U);
  EXPECT_EQ(texts[1].at.column, 2U);
  EXPECT_EQ((*root->table("t"))->at().line, 4U);
  EXPECT_EQ((*root->table("t"))->position_of("c").column, 5U);
}

TEST(TomlParse, ASyntaxErrorSaysFileLineAndColumn) {
  EXPECT_THAT(read("a = 1\nb = \n"), FailsSaying(Code::kBadInput, "policy.toml:2:5: "));
  EXPECT_THAT(read("[a\n"), FailsSaying(Code::kBadInput, "policy.toml:1:3: "));
}

TEST(TomlParse, ASyntaxErrorIsOneLineWhateverItQuotes) {
  const auto refused = read("a = n\nb = 1\n");
  EXPECT_THAT(refused, FailsSaying(Code::kBadInput, "saw 'n\\u000a'"));
  EXPECT_EQ(refused.error().message.find('\n'), std::string::npos);
}

// The second of two would win in silence: threshold = 2, and further down threshold = 1.
TEST(TomlParse, AKeyGivenTwiceIsRefused) {
  EXPECT_THAT(read("a = 2\na = 1\n"), FailsSaying(Code::kBadInput, "policy.toml:2:"));
  EXPECT_THAT(read("[a]\n[a]\n"), FailsSaying(Code::kBadInput, "policy.toml:2:"));
  EXPECT_THAT(read("a.b = 1\n[a]\nb = 2\n"), FailsWith(Code::kBadInput));
  EXPECT_THAT(read("a = {b = 1, b = 2}\n"), FailsWith(Code::kBadInput));
  EXPECT_THAT(read("a = []\n[[a]]\n"), FailsWith(Code::kBadInput));
}

TEST(TomlParse, AFloatIsRefusedByPlace) {
  for (const auto* text : {"x = [1, 1.0]", "x = [1, inf]", "x = [1, nan]", "x = [1, 1e2]"}) {
    EXPECT_THAT(read(text), FailsSaying(Code::kBadInput, "policy.toml:1:9: ")) << text;
  }
}

TEST(TomlParse, ADateIsRefusedByPlace) {
  for (const auto* text :
       {"x = 2026-11-23", "x = 08:56:20", "x = 2026-11-23T08:56:20", "x = 2026-11-23T08:56:20Z"}) {
    EXPECT_THAT(read(text), FailsSaying(Code::kBadInput, "policy.toml:1:5: ")) << text;
  }
}

TEST(TomlParse, AnIntegerThatDoesNotFitIsRefused) {
  EXPECT_THAT(read("x = 9223372036854775807"), IsOk());
  EXPECT_THAT(read("x = 9223372036854775808"), FailsWith(Code::kBadInput));
}

TEST(TomlParse, BadUtf8IsRefused) {
  EXPECT_THAT(read("a = \"\xff\""), FailsWith(Code::kBadInput));
  EXPECT_THAT(read("a = \"\xed\xa0\x80\""), FailsWith(Code::kBadInput));
  EXPECT_THAT(read(std::string_view("a = 1\0", 6)), FailsWith(Code::kBadInput));
}

// Each of these ran into an "unreachable" of toml++: found by tests/fuzz, kept in its corpus.
TEST(TomlParse, WhatTomlHoldsToBeUnreachableIsRefusedByPlace) {
  EXPECT_THAT(read("\n lis\xca\x8b = 1"),
              FailsSaying(Code::kBadInput, "policy.toml:2:5: only ASCII"));
  EXPECT_THAT(read("a = \xca\x8b"), FailsSaying(Code::kBadInput, "policy.toml:1:5: only ASCII"));
  EXPECT_THAT(read("a = \"\xc3\xa9\" \xca\x8b"),
              FailsSaying(Code::kBadInput, "policy.toml:1:9: only ASCII"));
  EXPECT_THAT(read("a = \"\"\"\\\xca\x8b\"\"\""), FailsSaying(Code::kBadInput, "backslash"));
  EXPECT_THAT(read("a = \"\"\"\\\n \xca\x8b\"\"\""), FailsSaying(Code::kBadInput, "backslash"));
  for (const std::string_view header :
       {"[\x01x]", "[}]", "[[}]]", "[ \n", "[[", "[.a]", "[[[a]]]", "[", "[ [[", "[\x7f"}) {
    EXPECT_THAT(read("a = 1\n  " + std::string(header)),
                FailsSaying(Code::kBadInput, "policy.toml:2:"))
        << header;
  }
}

TEST(TomlParse, OtherThanAsciiMayStandInTextsAndComments) {
  const auto root = read(
      "\xef\xbb\xbf# \xca\x8b [\xca\x8b\n"
      "a = \"\xca\x8b # no comment \\\" \xca\x8b\" # \xca\x8b\n"
      "b = '\xca\x8b\\'\n"
      "\"\xca\x8b\" = 1\n"
      "c = \"\"\"\n\xca\x8b \"\" \\\"\n[\"\"\"\n"
      "d = '''\n[\xca\x8b \\ '''\n"
      "e = [\n  [ \"x\" ],\n  [ \"[\" ],\n  [\n  [], ],\n]\n"
      "[ f . \"\xca\x8b\" ]\n[[\"g\"]]\n[[ 'g' ]]\n");
  ASSERT_THAT(root, IsOk());
  EXPECT_EQ((*root)->string("a")->text, "\xca\x8b # no comment \" \xca\x8b");
  EXPECT_EQ((*root)->string("c")->text, "\xca\x8b \"\" \"\n[");
  EXPECT_EQ((*root)->tables("g")->size(), 2U);
}

TEST(TomlParse, AMebibyteIsReadAndNoMore) {
  std::string text;
  while (text.size() < (1U << 20U)) text += "#" + std::string(62, 'x') + "\n";
  ASSERT_EQ(text.size(), 1U << 20U);
  EXPECT_THAT(read(text), IsOk());
  EXPECT_THAT(read(text + "\n"), FailsSaying(Code::kBadInput, "larger"));
}

TEST(TomlParse, ALineThatIsTooLongIsRefusedByPlace) {
  EXPECT_THAT(read("#" + std::string(2047, 'x') + "\n"), IsOk());
  EXPECT_THAT(read("\n#" + std::string(2048, 'x')),
              FailsSaying(Code::kBadInput, "policy.toml:2:2049: "));
}

// Dotted keys nest without a bound in toml++, which then recurses: no file may exhaust the stack.
TEST(TomlParse, NestingIsBounded) {
  std::string dotted = "a";
  while (dotted.size() < 2040) dotted += ".a";
  EXPECT_THAT(read("[" + dotted + "]\n" + dotted + " = 1\n"),
              FailsSaying(Code::kBadInput, "nested deeper than 16"));
  EXPECT_THAT(read("x = " + std::string(30, '[') + std::string(30, ']')),
              FailsSaying(Code::kBadInput, "nested deeper than 16"));
  EXPECT_THAT(read("x = " + std::string(2000, '[')), FailsWith(Code::kBadInput));
  EXPECT_THAT(read("a.b.c.d.e.f = 1"), IsOk());
}

TEST(TomlParse, AnEmptyFileIsAnEmptyTable) {
  const auto root = read("# nothing\n");
  ASSERT_THAT(root, IsOk());
  EXPECT_TRUE((*root)->keys().empty());
  EXPECT_THAT((*root)->finish(), IsOk());
}

// What toml++ has no answer to, it must not be asked.
TEST(Toml, BracketsCloseWhatTheyOpened) {
  for (const char* wrong : {"a = [ }", "a = { b = [ 1 } ]", "a = [ { b = 1 ] ]"})
    EXPECT_THAT(parse(wrong, "t"), FailsSaying(Code::kBadInput, "other kind")) << wrong;
  EXPECT_THAT(parse("a = [ { b = [ 1 ] }, { b = [] } ]\n[c]\n[[d]]\n", "t"), IsOk());
}
TEST(Toml, ATextTouchesNothingBeforeIt) {
  for (const char* wrong : {"a = 0\"\xc3\xbc\"", "a = \"x\"\"y\"", "a = true'x'"})
    EXPECT_THAT(parse(wrong, "t"), FailsSaying(Code::kBadInput, "must not touch")) << wrong;
  EXPECT_THAT(parse("\"a\".'b' = [\"x\",'y']\n c={d=\"e\"}", "t"), IsOk());
}
TEST(Toml, AValueHasOneEqualsSign) {
  for (const char* wrong : {"a = 0=\"\xc3\xbc\"", "a = b = 1", "a = { b = 0=1 }"})
    EXPECT_THAT(parse(wrong, "t"), FailsSaying(Code::kBadInput, "one =")) << wrong;
  EXPECT_THAT(parse("a = { b = 1, c = \"=\" } # =\nd = [ { e = 1 }, { e = 2 } ]", "t"), IsOk());
}

}  // namespace toml_test
}  // namespace pyx::toml
