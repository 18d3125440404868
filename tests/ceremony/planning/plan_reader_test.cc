#include "ceremony/planning/plan_reader.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace plan_reader_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::read_whats;
using testing::replaced;
using testing::small_text;

// The findings of the small plan with one place changed.
std::vector<std::string> with(std::string_view from, std::string_view to) {
  return read_whats(replaced(small_text(), from, to));
}

TEST(PlanReader, ReadsEverything) {
  const Plan plan = testing::read(small_text());
  EXPECT_EQ(plan.digest, sha256(small_text()));
  EXPECT_EQ(plan.title, "A look into the box");
  EXPECT_EQ(plan.vault, VaultBefore::kFounded);
  EXPECT_EQ(plan.longest, std::chrono::hours(1));
  EXPECT_EQ(plan.role("officer")->least, "{shares}");
  EXPECT_THAT(plan.role("officer")->apart, ElementsAre("witness"));
  EXPECT_FALSE(plan.role("witness")->in_policy);
  EXPECT_EQ(plan.parameter("shares")->standard, "2 of 3");
  EXPECT_EQ(plan.parameter("lookers")->role, "officer");
  EXPECT_THAT(plan.steps, ::testing::SizeIs(3));
  EXPECT_EQ(plan.step("identify")->say, "There are {shares} of us.");
}

TEST(PlanReader, ReadsEveryShippedPlan) {
  for (const std::string_view name : testing::kShipped)
    EXPECT_THAT(read_whats(testing::shipped_text(name)), ::testing::IsEmpty()) << name;
}

TEST(PlanReader, TellsAllFindingsAtOnceByLine) {
  std::string text = replaced(small_text(), "title = \"A look into the box\"", "title = \"\"");
  text = replaced(text, "duty = \"looks\"", "duty = \"looks\"\nshoes = 2");
  text = replaced(text, "do = \"sign-transcript\"", "do = \"dance\"");
  EXPECT_THAT(read_whats(text),
              ElementsAre(HasSubstr("title \"\" must be"), "[[role]] has the unknown key \"shoes\"",
                          HasSubstr("sign: do is \"dance\", but must be arrive, leave,")));
}

TEST(PlanReader, RefusesAnotherVersionAndNothingElse) {
  EXPECT_THAT(with("version = 1", "version = 2\nunknown = 1"),
              ElementsAre("a plan of version 2; this program reads version 1"));
}

TEST(PlanReader, RefusesWhatIsNoToml) {
  EXPECT_THAT(read_whats("version = \n"), ::testing::SizeIs(1));
}

TEST(PlanReader, RefusesAnUnknownWordForTheVault) {
  EXPECT_THAT(with("vault = \"founded\"", "vault = \"maybe\""),
              Contains("vault is \"maybe\", but must be \"none\" or \"founded\""));
}

TEST(PlanReader, RefusesAPlanOfMoreThanAWeek) {
  EXPECT_THAT(with("longest = \"1h\"", "longest = \"8d\""), Contains(HasSubstr("longest")));
}

TEST(PlanReader, RefusesADefaultOutOfBounds) {
  EXPECT_THAT(with("default = \"2 of 3\"", "default = \"1 of 3\""),
              ElementsAre(HasSubstr("the default of parameter shares is \"1 of 3\"")));
}

TEST(PlanReader, RefusesBoundsThatLeaveNothing) {
  EXPECT_THAT(with("least = 2\nmost = 5", "least = 5\nmost = 4"),
              Contains("least is more than most"));
}

TEST(PlanReader, RefusesAChoiceThatIsNoKeyType) {
  EXPECT_THAT(with("choices = [\"p-256\", \"p-384\"]", "choices = [\"p-256\", \"p-512\"]"),
              ElementsAre("\"p-512\" is no key type"));
}

TEST(PlanReader, RefusesAKeyOfAnotherKindOfParameter) {
  EXPECT_THAT(with("choices = [\"p-256\", \"p-384\"]", "choices = [\"p-256\"]\nmost = 3"),
              Contains("[[parameter]] has the unknown key \"most\""));
}

TEST(PlanReader, RefusesARoleWhoseIdLeavesNoRoomForANumber) {
  const std::string longest(28, 'a');
  EXPECT_THAT(read_whats(small_text() + "\n[[role]]\nid = \"" + longest +
                         "\"\ntitle = \"T\"\nduty = \"d\"\nleast = 0\n"),
              ::testing::IsEmpty());
  EXPECT_THAT(read_whats(small_text() + "\n[[role]]\nid = \"a" + longest +
                         "\"\ntitle = \"T\"\nduty = \"d\"\nleast = 0\n"),
              ElementsAre("a role's id has at most 28 characters"));
}

}  // namespace plan_reader_test
}  // namespace pyx::ceremony::planning
