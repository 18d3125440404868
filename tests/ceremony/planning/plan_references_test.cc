#include "ceremony/planning/plan_references.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace plan_references_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::read_whats;
using testing::replaced;
using testing::small_text;

std::vector<std::string> with(std::string_view from, std::string_view to) {
  return read_whats(replaced(small_text(), from, to));
}

TEST(PlanReferences, FindTwoStepsOfOneId) {
  EXPECT_THAT(with("id = \"sign\"", "id = \"arrive\""),
              Contains("step arrive stands twice, first at line 82"));
}

TEST(PlanReferences, FindTwoThingsOfOneIdAmongItemsAndTokens) {
  EXPECT_THAT(with("id = \"note\"", "id = \"vault\""),
              Contains(::testing::HasSubstr("item or token vault stands twice, first at line")));
}

TEST(PlanReferences, FindRolesThatAreNotThere) {
  EXPECT_THAT(with("apart = [\"witness\"]", "apart = [\"judge\"]"),
              ElementsAre("role officer names role judge, which is not there"));
  EXPECT_THAT(with("role = \"officer\"", "role = \"judge\""),
              ElementsAre("parameter lookers names role judge, which is not there"));
}

TEST(PlanReferences, FindACountByAParameterOfAnotherKind) {
  EXPECT_THAT(
      with("least = \"{shares}\"", "least = \"{type}\""),
      ElementsAre(
          "role officer names parameter type, which is of kind key-type, not integer or m-of-n"));
}

TEST(PlanReferences, FindAContainerThatIsNone) {
  EXPECT_THAT(with("in = \"box\"", "in = \"vault\""),
              ElementsAre("note lies in vault, which is no bag or envelope of the plan"));
}

TEST(PlanReferences, FindAContainerThatLiesInItself) {
  EXPECT_THAT(with("at = \"safe\"\nsealed = true", "in = \"box\"\nends = \"safe\"\nsealed = true"),
              ElementsAre("box lies in a container that lies in a container"));
}

TEST(PlanReferences, FindAKeyTypeThatDoesNotFitItsPurpose) {
  EXPECT_THAT(with("purpose = \"sign\"", "purpose = \"mac\""),
              ElementsAre("key issuer is of type p-256, which is none for mac",
                          "key issuer is of type p-384, which is none for mac"));
}

TEST(PlanReferences, FindABackupOfWhatNoTokenWraps) {
  EXPECT_THAT(with("type = \"{type}\"\npurpose = \"sign\"\nbackup = \"none\"",
                   "type = \"ed25519\"\npurpose = \"sign\""),
              ElementsAre("key issuer is of type ed25519, which no token wraps: it has no backup"));
}

TEST(PlanReferences, FindSeatsThatAreNone) {
  EXPECT_THAT(with("quorum = [\"2 of officer\"]", "quorum = [\"2 of judge\"]"),
              ElementsAre("[[rule]] names role judge, which is not there"));
  EXPECT_THAT(with("quorum = [\"2 of officer\"]", "quorum = [\"two officers\"]"),
              ElementsAre("[[rule]] has the seats \"two officers\", but they must be written as "
                          "\"2 of officer\""));
  EXPECT_THAT(with("quorum = [\"2 of officer\"]", "quorum = [\"{type} of officer\"]"),
              ElementsAre("[[rule]] names parameter type, which is of kind key-type, not integer"));
  EXPECT_THAT(with("quorum = [\"2 of officer\"]", "quorum = [\"{shares}\"]"),
              ::testing::Not(::testing::IsEmpty()));
}

TEST(PlanReferences, FindASecondRuleForAnAct) {
  EXPECT_THAT(with("[[section]]",
                   "[[rule]]\nacts = [\"key.retire\"]\nquorum = [\"2 of "
                   "officer\"]\n\n[[section]]"),
              ElementsAre("[[rule]] is a second one for key.retire"));
}

TEST(PlanReferences, FindABackupThatReplacesItself) {
  EXPECT_THAT(read_whats(replaced(testing::shipped_text("wrap-key-rotation"),
                                  "replaces = \"until-today\"", "replaces = \"next\"")),
              ElementsAre("backup next replaces itself"));
}

}  // namespace plan_references_test
}  // namespace pyx::ceremony::planning
