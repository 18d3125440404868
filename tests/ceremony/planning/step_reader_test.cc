#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace step_reader_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::read_whats;
using testing::replaced;
using testing::small_text;

std::string step(std::string_view action_and_with) {
  return "\n[[step]]\nid = \"one-more\"\nsection = \"all\"\ntitle = \"T\"\nwho = [\"officer\"]\n"
         "minutes = 1\n" +
         std::string(action_and_with) + "\n";
}

std::vector<std::string> with_step(std::string_view action_and_with) {
  return read_whats(small_text() + step(action_and_with));
}

TEST(StepReader, RefusesAFieldThatTheActionHasNot) {
  EXPECT_THAT(with_step("do = \"leave\"\nwith = { token = \"vault\" }"),
              ElementsAre("one-more: with, of leave, has the unknown key \"token\""));
}

TEST(StepReader, RefusesAnActionWithoutWhatItNeeds) {
  EXPECT_THAT(with_step("do = \"open\""), ElementsAre("one-more: open needs \"things\""));
}

TEST(StepReader, RefusesAChoiceThatThereIsNot) {
  EXPECT_THAT(with_step("do = \"check-policy\"\nwith = { which = \"old\" }"),
              ElementsAre("one-more: which is \"old\", but must be one of first|new"));
}

TEST(StepReader, RefusesAnActTypeThatThereIsNot) {
  EXPECT_THAT(with_step("do = \"propose\"\nwith = { act = \"key.eat\", name = \"a\" }"),
              ElementsAre("one-more: there is no act type \"key.eat\""));
}

TEST(StepReader, RefusesAProposalWithoutWhatItsActNeeds) {
  EXPECT_THAT(with_step("do = \"propose\"\nwith = { act = \"key.retire\", name = \"a\" }"),
              ElementsAre("one-more: key.retire needs \"keys\""));
}

TEST(StepReader, RefusesAProposalWithWhatItsActHasNot) {
  EXPECT_THAT(with_step("do = \"propose\"\nwith = { act = \"key.retire\", name = \"a\", keys = "
                        "[\"issuer\"], token = \"vault\" }"),
              ElementsAre("one-more: key.retire takes no \"token\""));
}

TEST(StepReader, RefusesPinsWithoutAPlace) {
  EXPECT_THAT(with_step("do = \"initialise-token\"\nwith = { token = \"vault\", so_pin = "
                        "\"sealed\", user_pin = \"pin-source\" }"),
              ElementsAre("one-more: so_pin = \"sealed\" needs \"so_pin_on\""));
  EXPECT_THAT(with_step("do = \"initialise-token\"\nwith = { token = \"vault\", so_pin = "
                        "\"session\", user_pin = \"session\", user_pin_on = \"note\" }"),
              ElementsAre("one-more: \"user_pin_on\" goes with another way to keep the PIN"));
}

TEST(StepReader, TakesOneMinuteAndADay) {
  for (const std::string_view minutes : {"1", "1440"})
    EXPECT_THAT(read_whats(replaced(replaced(small_text(), "longest = \"1h\"", "longest = \"2d\""),
                                    "minutes = 5", "minutes = " + std::string(minutes))),
                ::testing::IsEmpty());
}

TEST(StepReader, RefusesNoMinutes) {
  EXPECT_THAT(read_whats(replaced(small_text(), "minutes = 5", "minutes = 0")),
              ElementsAre(HasSubstr("arrive: \"minutes\" must be a whole number from 1 to 1440")));
}

TEST(StepReader, RefusesMoreThanADay) {
  EXPECT_THAT(read_whats(replaced(small_text(), "minutes = 5", "minutes = 1441")),
              ElementsAre(HasSubstr("arrive: \"minutes\" must be a whole number from 1 to 1440")));
}

TEST(StepReader, ReadsRulesOfActs) {
  EXPECT_THAT(read_whats(replaced(small_text(), "acts = [\"key.retire\"]",
                                  "acts = [\"key.retire\", \"key.eat\"]")),
              Contains("there is no act type \"key.eat\""));
  const Plan plan = testing::shipped("destroy");
  EXPECT_THAT(plan.rule(policies::ActType::kKeyDestroy)->quorum,
              ElementsAre("{approvals} of officer", "1 of auditor"));
}

}  // namespace step_reader_test
}  // namespace pyx::ceremony::planning
