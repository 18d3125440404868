#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace step_references_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::read_whats;
using testing::replaced;
using testing::small_text;

std::vector<std::string> with_step(std::string_view action_and_with) {
  return read_whats(small_text() +
                    "\n[[step]]\nid = \"one-more\"\nsection = \"all\"\ntitle = \"T\"\nwho = "
                    "[\"officer\"]\nminutes = 1\n" +
                    std::string(action_and_with) + "\n");
}

TEST(StepReferences, FindThingsTokensKeysBackupsAndPeopleThatAreNotThere) {
  EXPECT_THAT(with_step("do = \"open\"\nwith = { things = [\"chest\"] }"),
              ElementsAre("one-more: names item chest, which is not there"));
  EXPECT_THAT(with_step("do = \"log-out\"\nwith = { token = \"box\" }"),
              ElementsAre("one-more: names token box, which is not there"));
  EXPECT_THAT(with_step("do = \"freeze\"\nwith = { target = \"keys\", keys = [\"k\"] }"),
              ElementsAre("one-more: names key k, which is not there"));
  EXPECT_THAT(with_step("do = \"drill\"\nwith = { backup = \"b\" }"),
              ElementsAre("one-more: names backup b, which is not there"));
  EXPECT_THAT(with_step("do = \"check-identity\"\nwith = { people = [\"judge\"] }"),
              ElementsAre("one-more: names role judge, which is not there"));
}

TEST(StepReferences, FindWhoIsNobody) {
  EXPECT_THAT(read_whats(replaced(small_text(), "who = [\"{lookers}\"", "who = [\"{shares}\"")),
              ElementsAre("identify: names parameter shares, which is of kind m-of-n, not people"));
}

TEST(StepReferences, FindBracesAroundNothing) {
  EXPECT_THAT(read_whats(replaced(small_text(), "say = \"There are {shares}", "say = \"{cats}")),
              ElementsAre("identify: names parameter cats, which is not there"));
  EXPECT_THAT(read_whats(replaced(small_text(), "say = \"There are {shares}", "say = \"{")),
              ElementsAre("identify: has a brace that stands around no parameter: \"{ of us.\""));
}

TEST(StepReferences, FindActsThatNobodyProposedBefore) {
  EXPECT_THAT(with_step("do = \"approve\"\nwith = { acts = [\"a\"] }"),
              ElementsAre("one-more: names act a, which no step before it proposes"));
}

TEST(StepReferences, FindAnActWithoutARule) {
  EXPECT_THAT(with_step("do = \"propose\"\nwith = { act = \"thaw\", name = \"a\" }"),
              ElementsAre("one-more: proposes thaw, for which there is no [[rule]]"));
}

TEST(StepReferences, FindTwoActsOfOneName) {
  EXPECT_THAT(read_whats(replaced(testing::shipped_text("genesis"), "name = \"make-coins\"",
                                  "name = \"make-keys\"")),
              Contains("propose-make-coins: proposes an act under the name make-keys, which is "
                       "taken"));
}

TEST(StepReferences, FindASecretOnWhatCarriesNone) {
  EXPECT_THAT(with_step("do = \"initialise-token\"\nwith = { token = \"vault\", so_pin = "
                        "\"sealed\", so_pin_on = \"box\", user_pin = \"pin-source\" }"),
              ElementsAre("one-more: puts a secret on box, which is of kind bag"));
}

}  // namespace step_references_test
}  // namespace pyx::ceremony::planning
