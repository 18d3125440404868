#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace room_rules_test {

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

}  // namespace room_rules_test
}  // namespace pyx::ceremony::planning
