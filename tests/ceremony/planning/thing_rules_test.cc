#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace thing_rules_test {

using testing::step_with;
using testing::Walk;

std::vector<std::string> things(std::string one) { return {std::move(one)}; }

TEST(ThingRules, FetchOnlyWhatIsInTheSafe) {
  Walk walk("genesis");
  walk.upto("inspect-bag");
  EXPECT_EQ(walk.why("fetch"), "vault-bag is not in the safe");
  EXPECT_EQ(walk.why(step_with(Action::kFetch, {"administrator", "witness"},
                               {{"things", things("vault")}})),
            "vault lies in vault-bag");
}

TEST(ThingRules, OpenTheSafeForTwoPeopleOnly) {
  Walk walk("genesis");
  walk.upto("fetch");
  EXPECT_EQ(walk.why(walk.step("fetch"), {"administrator-1"}), "administrator-1 does this alone");
}

TEST(ThingRules, OpenWhatWasCompared) {
  Walk walk("genesis");
  walk.upto("open-bag", {"inspect-bag"});
  EXPECT_EQ(walk.why("open-bag"), "the number of vault-bag was not compared with the record");
  walk.does("inspect-bag").does("open-bag");
  EXPECT_EQ(walk.why("open-bag"), "vault-bag is not sealed");
}

TEST(ThingRules, SealATornBagNeverAgain) {
  Walk walk("genesis");
  walk.upto("initialise");
  EXPECT_EQ(walk.why(step_with(Action::kSeal, {"administrator"},
                               {{"thing", std::string("vault-bag")}, {"things", things("proof")}})),
            "vault-bag was opened: it cannot be sealed again");
}

TEST(ThingRules, SealPartsOfDifferentPeopleApart) {
  Plan plan = testing::shipped("genesis");
  for (Item& item : plan.items)
    if (item.id == "so-envelope") item.each.clear();
  Walk walk(std::move(plan));
  walk.upto("seal-so");
  EXPECT_EQ(walk.why("seal-so"),
            "what different people have on so-card would lie in one "
            "so-envelope");
}

TEST(ThingRules, StoreNothingThatIsOpen) {
  Walk walk("genesis");
  walk.upto("seal-so");
  const auto store = [](std::string what) {
    return step_with(Action::kStore, {"administrator", "witness"},
                     {{"things", things(std::move(what))}});
  };
  EXPECT_EQ(walk.why(store("so-card")), "so-card shows the SO PIN of token vault");
  EXPECT_EQ(walk.why(store("so-envelope")), "so-envelope is not sealed");
  EXPECT_EQ(walk.why(store("vault")), "token vault is in no bag");
  EXPECT_EQ(walk.why(store("proof")), "") << "it is blank";
}

TEST(ThingRules, TakeOnlyWhatIsSealedAndOnesOwn) {
  Walk walk("genesis");
  walk.upto("seal-so");
  EXPECT_EQ(walk.why(step_with(Action::kTake, {"custodian"}, {{"things", things("so-card")}})),
            "so-card is not sealed");
  EXPECT_EQ(walk.why(step_with(Action::kTake, {"officer"}, {{"things", things("backup-media")}})),
            "there is one backup-media and 3 people take it");
  EXPECT_EQ(walk.why(step_with(Action::kTake, {"witness"}, {{"things", things("record-media")}})),
            "witness-1 has no record-media");
}

TEST(ThingRules, DestroyWhatEverybodySees) {
  Walk walk("genesis");
  walk.upto("probe");
  const auto destroy = [](std::string what) {
    return step_with(Action::kDestroy, {"administrator", "witness"},
                     {{"things", things(std::move(what))}});
  };
  EXPECT_EQ(walk.why(destroy("so-envelope")),
            "so-envelope is sealed: nobody would see what is destroyed");
  EXPECT_EQ(walk.why(destroy("vault")), "vault is a token");
  EXPECT_EQ(walk.why(destroy("so-card")), "so-card lies in so-envelope, which is sealed");
}

}  // namespace thing_rules_test
}  // namespace pyx::ceremony::planning
