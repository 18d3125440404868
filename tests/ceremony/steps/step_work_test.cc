#include "ceremony/steps/step_work.h"

#include <gmock/gmock.h>

#include "ceremony/transcript/bundle.h"
#include "custody/evidence/verify.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace step_work_test {

using planning::Action;
using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::StepRoom;
using transcript::Kind;

TEST(StepWork, DoesAllOfGenesisFromASealedBagToAVaultWithProvenKeys) {
  StepRoom room;
  room.upto("leave").does("leave");
  for (const auto& refusal : room.model->ending()) ADD_FAILURE() << refusal.what;

  const auto founded = room.entries(Kind::kFounded);
  ASSERT_THAT(founded, SizeIs(1));
  const Sha256 vault = sha256_from_hex(founded.front().text("vault")).value();
  const auto report =
      custody::verify_export(room.bundle() / transcript::kLogFolder, vault, std::nullopt);
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->authenticated);
  // make-keys is 4 acts, make-coins, back-up and prove one each, activate 6 with the two coins.
  EXPECT_THAT(room.entries(Kind::kAct, "event", "proposed"), SizeIs(13));
  EXPECT_THAT(room.entries(Kind::kAct, "event", "executed"), SizeIs(13));
  EXPECT_THAT(room.entries(Kind::kAct, "event", "decided"), SizeIs(3 * 13));
  for (const auto& act : room.entries(Kind::kAct)) EXPECT_EQ(act.text("vault"), to_hex(vault));
}

TEST(StepWork, KnowsWhichStepsAreTheTranscriptsOwn) {
  for (const planning::ActionSpec& spec : planning::all_actions()) {
    const bool own = spec.action == Action::kArrive || spec.action == Action::kLeave ||
                     spec.action == Action::kResume || spec.action == Action::kSignTranscript;
    EXPECT_EQ(StepWork::knows(spec.action), !own) << spec.name;
  }
}

TEST(StepWork, OfNobodyIsRefused) {
  StepRoom room;
  room.upto("identify");
  EXPECT_THAT(
      room.work_of_steps->run(room.step("identify"), *room.model, {}, room.people, *room.record),
      FailsSaying(Code::kBadInput, "nobody does step identify"));
}

TEST(StepWork, BringsTheLogOfAnAbandonedCeremonyAndNothingBeforeThereIsAVault) {
  StepRoom room;
  room.upto("found");
  EXPECT_THAT(room.work_of_steps->bring_log(*room.model, room.people), IsOk());
  EXPECT_FALSE(std::filesystem::exists(room.bundle() / transcript::kLogFolder));
  room.does("found").does("publish").does("propose-make-keys");
  EXPECT_THAT(room.work_of_steps->bring_log(*room.model, room.people), IsOk());
  EXPECT_THAT(
      custody::verify_export(room.bundle() / transcript::kLogFolder, std::nullopt, std::nullopt),
      IsOk());
}

TEST(StepWork, SaysOfHandWorkThatOnlyThosePeopleKnowWhoWereThere) {
  StepRoom room;
  room.upto("fetch");
  room.begin("fetch");
  room.crash();
  const auto found = room.look("fetch");
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->became, Became::kUnknown);
  room.reconciled("fetch", "continue");
  EXPECT_THAT(room.work("fetch"), IsOk());
  EXPECT_EQ(room.look("fetch")->became, Became::kDone);
}

}  // namespace step_work_test
}  // namespace pyx::ceremony::steps
