#include "ceremony/planning/gather.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace gather_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Read {
  Findings findings;
  Gather gather{findings};
  std::shared_ptr<toml::Table> table;
  explicit Read(std::string_view text) : table(*toml::parse(text, "a:1:b.toml")) {}
};

TEST(Gather, TakesThePlaceOutOfAnErrorWhoseFileHasColonsInItsName) {
  Read read("\nx = 1\n");
  read.gather.add(read.table->fail({2, 5}, "is wrong: really"));
  ASSERT_EQ(read.findings.size(), 1U);
  EXPECT_EQ(read.findings[0].what, "is wrong: really");
  EXPECT_EQ(read.findings[0].at.line, 2U);
  EXPECT_EQ(read.findings[0].at.column, 5U);
}

TEST(Gather, KeepsAnErrorWithoutAPlace) {
  Read read("");
  read.gather.add(error(Code::kBadInput, "no place here"));
  EXPECT_EQ(read.findings[0].what, "no place here");
}

TEST(Gather, FindsEveryUnknownKey) {
  Read read("a = 1\nb = 2\nc = 3\n");
  read.gather.only(*read.table, "it", {"b"});
  EXPECT_THAT(testing::whats(read.findings),
              ElementsAre("it has the unknown key \"a\"", "it has the unknown key \"c\""));
}

TEST(Gather, GoesOnAfterAnError) {
  Read read("id = \"A\"\nname = \"ok\"\n");
  EXPECT_EQ(read.gather.id(*read.table, "id"), "");
  EXPECT_EQ(read.gather.name(*read.table, "name"), "ok");
  EXPECT_EQ(read.gather.id(*read.table, "other"), "");
  EXPECT_EQ(read.findings.size(), 2U);
}

TEST(Gather, RefusesATextThatIsEmptyTooLongOrDoesNotShow) {
  EXPECT_TRUE(is_text("two\nlines"));
  EXPECT_TRUE(is_text(std::string(kMostTextBytes, 'a')));
  EXPECT_FALSE(is_text(std::string(kMostTextBytes + 1, 'a')));
  EXPECT_FALSE(is_text(""));
  EXPECT_FALSE(is_text("tab\there"));
  EXPECT_FALSE(is_text("\xe2\x80\xaeturned"));
}

TEST(Gather, FindsWhatStandsTwiceInAList) {
  Read read("list = [\"a\", \"b\", \"a\"]\nnone = []\n");
  EXPECT_THAT(read.gather.list(*read.table, "list", 1), ElementsAre("a", "b"));
  EXPECT_THAT(read.gather.list(*read.table, "none", 1), IsEmpty());
  EXPECT_THAT(testing::whats(read.findings),
              ElementsAre("\"a\" stands twice in list", "none names nothing"));
}

TEST(Gather, FindsAWordOfAnotherKindOnce) {
  Read read("place = \"pocket\"\nother = 3\n");
  EXPECT_EQ(
      read.gather.word<int>(
          *read.table, "place", [](std::string_view) { return std::optional<int>(); }, "here"),
      0);
  EXPECT_EQ(
      read.gather.word<int>(
          *read.table, "other", [](std::string_view) { return std::optional<int>(1); }, "here"),
      0);
  EXPECT_EQ(
      read.gather.word<int>(
          *read.table, "absent", [](std::string_view) { return std::optional<int>(1); }, "here", 7),
      7);
  EXPECT_THAT(testing::whats(read.findings),
              ElementsAre("place is \"pocket\", but must be here", "\"other\" must be a string"));
}

TEST(Gather, FindsTooManyTables) {
  Read read("[[a]]\n[[a]]\n[[a]]\n");
  EXPECT_EQ(read.gather.tables(*read.table, "a", 1, 2).size(), 2U);
  EXPECT_THAT(testing::whats(read.findings), ElementsAre("there are more than 2 tables [[a]]"));
  EXPECT_THAT(read.gather.tables(*read.table, "b", 0, 2), IsEmpty());
}

}  // namespace gather_test
}  // namespace pyx::ceremony::planning
