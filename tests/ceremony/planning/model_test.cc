#include "ceremony/planning/model.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace model_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::step_with;
using testing::Walk;

TEST(Model, ExpectsThoseWhomAStepNames) {
  Walk walk("genesis");
  EXPECT_EQ(walk.model().expected(walk.step("arrive")).size(), 9U);
  walk.upto("propose-make-keys");
  EXPECT_THAT(walk.model().expected(walk.step("propose-make-keys")), ElementsAre("operator-1"));
  EXPECT_THAT(walk.model().expected(walk.step("arrive")), IsEmpty()) << "all are there";
  EXPECT_THAT(walk.model().expected(walk.step("approve-keys")),
              ElementsAre("officer-1", "officer-2", "officer-3"));
}

TEST(Model, RefusesPeopleWhoAreNotNamedNotThereOrNobody) {
  Walk walk("genesis");
  EXPECT_EQ(walk.why("identify"), "nobody of administrator, witness is there to do it");
  walk.upto("fetch");
  EXPECT_EQ(walk.why(walk.step("fetch"), {"officer-1", "witness-1"}),
            "officer-1 does this, but is none of administrator, witness");
  walk.does(step_with(Action::kLeave, {"witness"}));
  EXPECT_EQ(walk.why(walk.step("fetch"), {"administrator-1", "witness-1"}),
            "witness-1 is not in the room");
  EXPECT_EQ(walk.why("fetch"), "administrator-1 does this alone");
}

TEST(Model, RefusesAStepThatNotAllDoWhomItNames) {
  Walk walk("genesis");
  walk.upto("seal-so");
  EXPECT_EQ(walk.why(walk.step("seal-so"), {"custodian-1"}), "not everybody of custodian does it");
}

TEST(Model, RefusesWhomNobodyHasIdentified) {
  Walk walk("genesis");
  walk.upto("digests", {"identify"});
  EXPECT_EQ(walk.why("digests"), "nobody has checked who administrator-1 is");
}

TEST(Model, RefusesTokensAndLogBeforeTheDigestsWereRead) {
  Walk walk("genesis");
  walk.upto("inspect-vault", {"digests"});
  EXPECT_EQ(walk.why("inspect-vault"), "the digests of plan and site were not read aloud");
}

TEST(Model, IsAValue) {
  Walk walk("genesis");
  walk.upto("open-bag");
  const Model before = walk.model();
  walk.does("open-bag");
  EXPECT_EQ(before.state().things.at("vault-bag").seal, Seal::kSealed);
  EXPECT_EQ(walk.state().things.at("vault-bag").seal, Seal::kTorn);
}

// The run copies what is true of people on the day: fewer came.
TEST(Model, GoesOnWithThoseWhoCame) {
  Walk walk("genesis");
  Model model = walk.model();
  const Step& arrive = *model.plan().step("arrive");
  std::vector<std::string> came = model.expected(arrive);
  EXPECT_FALSE(model.check(arrive, came).has_value());
  std::erase(came, "officer-3");
  const auto refused = model.check(arrive, came);
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->what, "2 people of role officer come, but 3 are needed");
  EXPECT_EQ(refused->kind, FindingKind::kPeople);
  model.apply(arrive, came);
  EXPECT_FALSE(model.state().people.at("officer-3").present);
}

}  // namespace model_test
}  // namespace pyx::ceremony::planning
