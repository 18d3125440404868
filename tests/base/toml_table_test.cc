// Table of base/toml.h: what is asked for, and what nobody asked for.
#include <limits>

#include "base/toml.h"
#include "tests/matchers.h"

namespace pyx::toml {
namespace toml_table_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

std::shared_ptr<Table> read(std::string_view text) { return parse(text, "p.toml").value(); }

TEST(TomlTable, AMissingKeyIsNamedWithItsTable) {
  const auto root = read("[limits]\nx = 1\n[[person]]\nkey = {y = 1}\n");
  EXPECT_THAT(root->string("name"),
              FailsSaying(Code::kBadInput, "p.toml:1:1: the file needs the key \"name\""));
  EXPECT_THAT((*root->table("limits"))->duration("window"),
              FailsSaying(Code::kBadInput, "p.toml:1:1: [limits] needs the key \"window\""));
}

TEST(TomlTable, AMissingKeyInOneOfManyIsNamedWithItsPlace) {
  const auto root = read("\n[[person]]\nkey = {y = 1}\n");
  Table* const person = root->tables("person")->at(0);
  EXPECT_THAT(person->string("name"),
              FailsSaying(Code::kBadInput, "p.toml:2:1: [[person]] needs the key \"name\""));
  EXPECT_THAT((*person->table("key"))->string("spki"),
              FailsSaying(Code::kBadInput, "p.toml:3:7: [person.key] needs the key \"spki\""));
}

TEST(TomlTable, AnotherTypeIsRefusedByPlace) {
  const auto root = read("s = 'x'\ni = 1\nb = true\na = ['x', 1]\n[t]\n");
  EXPECT_THAT(root->string("i"),
              FailsSaying(Code::kBadInput, "p.toml:2:5: \"i\" must be a string"));
  EXPECT_THAT(root->integer("s", 0, 9), FailsSaying(Code::kBadInput, "p.toml:1:5: "));
  EXPECT_THAT(root->boolean("i"), FailsSaying(Code::kBadInput, "true or false"));
  EXPECT_THAT(root->strings("s"), FailsSaying(Code::kBadInput, "an array of strings"));
  EXPECT_THAT(root->strings("a"), FailsSaying(Code::kBadInput, "p.toml:4:11: "));
  EXPECT_THAT(root->table("a"), FailsSaying(Code::kBadInput, "a table"));
  EXPECT_THAT(root->tables("t"), FailsSaying(Code::kBadInput, "one or more tables [[t]]"));
  EXPECT_THAT(root->tables("a"), FailsSaying(Code::kBadInput, "one or more tables [[a]]"));
  EXPECT_THAT(root->duration("s"), FailsSaying(Code::kBadInput, "p.toml:1:5: \"s\": not a length"));
  EXPECT_THAT(root->duration("i"), FailsWith(Code::kBadInput));
}

TEST(TomlTable, TheLeastAndTheMostAreAllowed) {
  const auto root = read("n = 1\nm = 9\nl = -9223372036854775808\n");
  EXPECT_EQ(root->integer("n", 1, 9).value(), 1);
  EXPECT_EQ(root->integer("m", 1, 9).value(), 9);
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(root->integer("l", kLeast, 0).value(), kLeast);
}

TEST(TomlTable, BelowTheLeastIsRefused) {
  EXPECT_THAT(read("n = 0")->integer("n", 1, 9), FailsSaying(Code::kBadInput, "from 1 to 9"));
}

TEST(TomlTable, AboveTheMostIsRefused) {
  EXPECT_THAT(read("n = 10")->integer("n", 1, 9), FailsSaying(Code::kBadInput, "from 1 to 9"));
  EXPECT_THAT(read("n = 10")->integer_or("n", 1, 9, 5), FailsWith(Code::kBadInput));
}

TEST(TomlTable, AbsentOptionalKeysGiveTheDefault) {
  const auto root = read("");
  EXPECT_FALSE(root->string_if("x")->has_value());
  EXPECT_EQ(root->integer_or("x", 1, 9, 5).value(), 5);
  EXPECT_TRUE(root->boolean_or("x", true).value());
  EXPECT_EQ(root->duration_or("x", std::chrono::seconds(3)).value(), std::chrono::seconds(3));
  EXPECT_TRUE(root->strings_or_none("x")->empty());
  EXPECT_EQ(root->table_if("x").value(), nullptr);
  EXPECT_TRUE(root->tables_or_none("x")->empty());
}

TEST(TomlTable, PresentOptionalKeysAreRead) {
  const auto root = read("s = 'x'\ni = 1\nb = false\nd = '3s'\na = ['x']\n[t]\n[[p]]\n");
  EXPECT_EQ(root->string_if("s").value()->text, "x");
  EXPECT_EQ(root->integer_or("i", 1, 9, 5).value(), 1);
  EXPECT_FALSE(root->boolean_or("b", true).value());
  EXPECT_EQ(root->duration_or("d", std::chrono::seconds(9)).value(), std::chrono::seconds(3));
  EXPECT_EQ(root->strings_or_none("a")->size(), 1U);
  EXPECT_NE(root->table_if("t").value(), nullptr);
  EXPECT_EQ(root->tables_or_none("p")->size(), 1U);
  EXPECT_THAT(root->finish(), IsOk());
}

// Trap 21: a limit is not skipped because its optional field is wrong.
TEST(TomlTable, PresentOptionalKeysThatAreWrongAreRefused) {
  const auto root = read("i = 1\ns = 'x'\n");
  EXPECT_THAT(root->string_if("i"), FailsWith(Code::kBadInput));
  EXPECT_THAT(root->integer_or("s", 1, 9, 5), FailsWith(Code::kBadInput));
  EXPECT_THAT(root->boolean_or("i", true), FailsWith(Code::kBadInput));
  EXPECT_THAT(root->duration_or("s", std::chrono::seconds(9)), FailsWith(Code::kBadInput));
  EXPECT_THAT(root->strings_or_none("i"), FailsWith(Code::kBadInput));
  EXPECT_THAT(root->table_if("i"), FailsWith(Code::kBadInput));
  EXPECT_THAT(root->tables_or_none("i"), FailsWith(Code::kBadInput));
}

TEST(TomlTable, AnEmptyArrayIsNoOneOrMoreTables) {
  EXPECT_THAT(read("p = []")->tables("p"), FailsWith(Code::kBadInput));
  EXPECT_TRUE(read("a = []")->strings("a")->empty());
}

TEST(TomlTable, FinishNamesTheFirstKeyOfTheFileThatNobodyAskedFor) {
  const auto root = read("z = 1\na = 2\nknown = 3\n");
  EXPECT_THAT(root->integer("known", 0, 9), IsOk());
  EXPECT_THAT(root->finish(),
              FailsSaying(Code::kBadInput, "p.toml:1:5: the file has the unknown key \"z\""));
}

TEST(TomlTable, FinishLooksIntoEveryTableBelow) {
  const auto root = read("[t.u]\nx = 1\n[[p]]\nname = 'a'\n[[p]]\nname = 'b'\nmistyped = 1\n");
  Table* const inner = root->table("t").value()->table("u").value();
  for (Table* const person : root->tables("p").value()) EXPECT_THAT(person->string("name"), IsOk());
  EXPECT_THAT(root->finish(), FailsSaying(Code::kBadInput, "p.toml:2:5: [t.u] has the unknown"));
  EXPECT_THAT(inner->integer("x", 0, 9), IsOk());
  EXPECT_THAT(root->finish(),
              FailsSaying(Code::kBadInput, "p.toml:7:12: [[p]] has the unknown key \"mistyped\""));
}

TEST(TomlTable, ATableThatNobodyAskedForIsUnknown) {
  EXPECT_THAT(read("[[person]]\n")->finish(),
              FailsSaying(Code::kBadInput, "the unknown key \"person\""));
}

TEST(TomlTable, LookingDoesNotCountAsAsking) {
  const auto root = read("b = 1\na = 2\n");
  EXPECT_TRUE(root->has("a"));
  EXPECT_FALSE(root->has("c"));
  EXPECT_EQ(root->keys(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(root->position_of("a").line, 2U);
  EXPECT_EQ(root->position_of("c").line, 1U);
  EXPECT_THAT(root->finish(), FailsWith(Code::kBadInput));
}

TEST(TomlTable, ALaterCheckPointsAtThePlace) {
  const Error failure = read("")->fail({12, 5}, "no such role");
  EXPECT_EQ(failure.code, Code::kBadInput);
  EXPECT_EQ(failure.message, "p.toml:12:5: no such role");
}

TEST(TomlTable, AnUnknownKeyIsAnsweredWithTheKnownOnes) {
  const auto root = read("nmae = 'x'\n");
  EXPECT_EQ(root->integer_or("age", 0, 9, 5).value(), 5);
  EXPECT_FALSE(root->string_if("name")->has_value());
  EXPECT_THAT(root->finish(),
              FailsSaying(Code::kBadInput, "has the unknown key \"nmae\"; it may have age, name"));
  EXPECT_THAT(read("x = 1\n")->finish(), FailsSaying(Code::kBadInput, "it may have none"));
}

}  // namespace toml_table_test
}  // namespace pyx::toml
