#include "ceremony/running/standing.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "ceremony/planning/plan_reader.h"
#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace standing_test {

using pyx::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Recorder;
using testing::SmallCeremony;
using transcript::Kind;

// As it is behind the first entry of that kind and step.
class StandingAfter : public ::testing::Test {
 protected:
  Standing after(Kind kind, const std::string& step) {
    Standing standing(plan_);
    for (const transcript::Entry& entry : room_.transcript().entries) {
      standing.follow(entry);
      if (entry.kind == kind && (step.empty() || entry.text("step") == step)) break;
    }
    return standing;
  }
  void hold() { ASSERT_THAT(room_.hold(guide_), IsOk()); }

  SmallCeremony room_;
  Recorder guide_;
  std::shared_ptr<const planning::Plan> plan_ = std::make_shared<const planning::Plan>(
      *planning::read_plan(as_bytes(testing::small_plan()), "plan.toml").plan);
};

TEST_F(StandingAfter, ABegunStepIsOpenForThosePeople) {
  hold();
  const Standing standing = after(Kind::kStepBegun, "open");
  ASSERT_NE(standing.open(), nullptr);
  EXPECT_EQ(standing.open()->id, "open");
  EXPECT_THAT(standing.doers(), ElementsAre("bob", "carol"));
  EXPECT_EQ(standing.steps_behind(), 5U);
}

TEST_F(StandingAfter, ADoneStepWaitsForItsInitialsAndItsSection) {
  hold();
  const Standing standing = after(Kind::kStepDone, "open");
  EXPECT_EQ(standing.open(), nullptr);
  EXPECT_EQ(standing.next()->id, "destroy");
  EXPECT_THAT(standing.to_initial(), ElementsAre("open"));
  EXPECT_EQ(standing.unsigned_section(), "bag");
  EXPECT_THAT(after(Kind::kInitialled, "open").to_initial(), IsEmpty());
}

TEST_F(StandingAfter, ASignedSectionWaitsForNothing) {
  hold();
  EXPECT_FALSE(after(Kind::kSection, "").unsigned_section().has_value());
}

TEST_F(StandingAfter, PeopleAreThereFromTheirArrivalOn) {
  hold();
  EXPECT_THAT(after(Kind::kStepBegun, "arrive").present(), IsEmpty());
  const Standing standing = after(Kind::kStepDone, "arrive");
  EXPECT_THAT(standing.present(), ElementsAre("alice", "bob", "carol", "wanda"));
  EXPECT_THAT(standing.present_with("witness"), ElementsAre("wanda"));
  EXPECT_TRUE(standing.has_watch_of("wanda"));
}

TEST_F(StandingAfter, ADeviationWaitsForItsSigners) {
  guide_.answer("step.fetch", "deviation")
      .answer("step.fetch.deviation.text", "a lamp is broken")
      .answer("step.fetch.deviation.signers", "wanda bob");
  hold();
  const Standing before = after(Kind::kDeviation, "");
  ASSERT_EQ(before.deviations().size(), 1U);
  EXPECT_THAT(before.deviations().front().to_sign, ElementsAre("bob", "wanda"));
  EXPECT_THAT(after(Kind::kDeviationSigned, "").deviations().front().to_sign, IsEmpty());
}

TEST_F(StandingAfter, AnIntermissionCountsForNoTime) {
  guide_.answer("step.inspect", "intermission");
  hold();
  EXPECT_TRUE(after(Kind::kIntermission, "").away());
  const Standing standing = after(Kind::kReturned, "");
  EXPECT_FALSE(standing.away());
  EXPECT_GE(standing.away_for(), Duration(0));
}

}  // namespace standing_test
}  // namespace pyx::ceremony::running
