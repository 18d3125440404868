#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace {

using testing::step_with;
using testing::Walk;

std::vector<std::string> things(std::string one) { return {std::move(one)}; }

TEST(RoomRules, LetNobodyComeAlone) {
  Walk walk("genesis");
  EXPECT_EQ(walk.why(walk.step("arrive"), {"witness-1", "operator-1"}),
            "0 people of role administrator come, but 1 are needed");
}

TEST(RoomRules, LetNobodyLeaveWithAnOpenSecret) {
  Walk walk("drill-restore");
  walk.upto("drill");
  EXPECT_EQ(walk.why(step_with(Action::kLeave, {"custodian"})),
            "custodian-1 would leave with share-card, which is not sealed");
}

TEST(RoomRules, LetNobodyLeaveBeforeHeHasAcknowledged) {
  Walk walk("genesis");
  walk.upto("acknowledge");
  EXPECT_EQ(walk.why(step_with(Action::kLeave, {"custodian"})),
            "custodian-1 has not acknowledged the share of backup first");
}

TEST(RoomRules, CheckTheIdentityOfPeopleWhoAreThere) {
  Walk walk("replace-holder");
  walk.upto("identify");
  EXPECT_EQ(walk.why(step_with(Action::kCheckIdentity, {"administrator", "witness"},
                               {{"people", things("leaving-custodian")}})),
            "nobody of leaving-custodian is in the room");
}

TEST(RoomRules, FetchOnlyWhatIsInTheSafe) {
  Walk walk("genesis");
  walk.upto("inspect-bag");
  EXPECT_EQ(walk.why("fetch"), "vault-bag is not in the safe");
  EXPECT_EQ(walk.why(step_with(Action::kFetch, {"administrator", "witness"},
                               {{"things", things("vault")}})),
            "vault lies in vault-bag");
}

TEST(RoomRules, OpenTheSafeForTwoPeopleOnly) {
  Walk walk("genesis");
  walk.upto("fetch");
  EXPECT_EQ(walk.why(walk.step("fetch"), {"administrator-1"}),
            "administrator-1 does this alone");
}

TEST(RoomRules, OpenWhatWasCompared) {
  Walk walk("genesis");
  walk.upto("open-bag", {"inspect-bag"});
  EXPECT_EQ(walk.why("open-bag"), "the number of vault-bag was not compared with the record");
  walk.does("inspect-bag").does("open-bag");
  EXPECT_EQ(walk.why("open-bag"), "vault-bag is not sealed");
}

TEST(RoomRules, SealATornBagNeverAgain) {
  Walk walk("genesis");
  walk.upto("initialise");
  EXPECT_EQ(walk.why(step_with(Action::kSeal, {"administrator"},
                               {{"thing", std::string("vault-bag")}, {"things", things("proof")}})),
            "vault-bag was opened: it cannot be sealed again");
}

TEST(RoomRules, SealPartsOfDifferentPeopleApart) {
  Plan plan = testing::shipped("genesis");
  for (Item& item : plan.items)
    if (item.id == "so-envelope") item.each.clear();
  Walk walk(std::move(plan));
  walk.upto("seal-so");
  EXPECT_EQ(walk.why("seal-so"), "what different people have on so-card would lie in one "
                                 "so-envelope");
}

TEST(RoomRules, StoreNothingThatIsOpen) {
  Walk walk("genesis");
  walk.upto("seal-so");
  const auto store = [](std::string what) {
    return step_with(Action::kStore, {"administrator", "witness"},
                     {{"things", things(std::move(what))}});
  };
  EXPECT_EQ(walk.why(store("so-card")), "there is the SO PIN of token vault on so-card");
  EXPECT_EQ(walk.why(store("so-envelope")), "so-envelope is not sealed");
  EXPECT_EQ(walk.why(store("vault")), "token vault is in no bag");
  EXPECT_EQ(walk.why(store("proof")), "") << "it is blank";
}

TEST(RoomRules, TakeOnlyWhatIsSealedAndOnesOwn) {
  Walk walk("genesis");
  walk.upto("seal-so");
  EXPECT_EQ(walk.why(step_with(Action::kTake, {"custodian"}, {{"things", things("so-card")}})),
            "so-card is not sealed");
  EXPECT_EQ(walk.why(step_with(Action::kTake, {"officer"}, {{"things", things("backup-media")}})),
            "there is one backup-media and 3 people take it");
  EXPECT_EQ(walk.why(step_with(Action::kTake, {"witness"}, {{"things", things("record-media")}})),
            "witness-1 has no record-media");
}

TEST(RoomRules, DestroyWhatEverybodySees) {
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

TEST(RoomRules, InterruptOnlyWhenNoTokenIsLoggedIn) {
  Walk walk("genesis");
  walk.upto("publish");
  const Step pause = intermission_step({"administrator", "witness"});
  EXPECT_EQ(walk.why(pause), "token vault is logged in");
  walk.does("log-out").does(pause);
  EXPECT_EQ(walk.why("publish"), "the ceremony is interrupted");
}

TEST(RoomRules, GoOnAfterAnIntermissionWithEverythingComparedAnew) {
  Walk walk("genesis");
  walk.upto("approve-backup");
  walk.does("log-out").does(intermission_step({"administrator", "witness"}));
  EXPECT_EQ(walk.ending().front(), "the ceremony is interrupted");
  walk.does(resume_step({"administrator", "witness"}));
  EXPECT_EQ(walk.why(resume_step({"officer"})), "the ceremony is not interrupted");
  walk.does(step_with(Action::kArrive, {"operator", "officer", "custodian"}));
  EXPECT_EQ(walk.why("approve-backup"), "nobody has checked who officer-1 is");
  walk.does("identify");
  EXPECT_EQ(walk.why("approve-backup"), "the digests of plan and site were not read aloud");
  walk.does("digests");
  EXPECT_EQ(walk.why("approve-backup"), "token vault was not inspected");
  walk.does("inspect-vault").does("approve-backup");
}

}  // namespace
}  // namespace pyx::ceremony::planning
