#include "ceremony/running/moment.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace moment_test {

using pyx::testing::IsOk;
using ::testing::ElementsAre;
using testing::Recorder;
using testing::SmallCeremony;

class MomentOfStep : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(room_.hold(guide_), IsOk()); }
  const Moment& at(const std::string& step) {
    return *std::ranges::find_if(guide_.moments, [&](const Moment& one) {
      return one.stage == Stage::kStep && one.step == step;
    });
  }
  SmallCeremony room_;
  Recorder guide_;
};

TEST_F(MomentOfStep, SaysWhereWeAre) {
  const Moment& moment = at("open");
  EXPECT_TRUE(moment.rehearsal);
  EXPECT_EQ(moment.title, "A look into a bag");
  EXPECT_EQ(moment.section, "bag");
  EXPECT_EQ(moment.section_number, 2U);
  EXPECT_EQ(moment.sections, 3U);
  EXPECT_EQ(moment.step_number, 6U);
  EXPECT_EQ(moment.steps, 9U);
}

TEST_F(MomentOfStep, SaysWhoActsWhatIsSaidAndWhatComesNext) {
  const Moment& moment = at("open");
  EXPECT_THAT(moment.doers, ElementsAre("bob", "carol"));
  EXPECT_EQ(moment.deed, "open: things bag");
  EXPECT_EQ(moment.say, "Now open.");
  EXPECT_EQ(moment.next, "Step destroy");
  EXPECT_THAT(moment.next_doers, ElementsAre("alice", "wanda"));
}

TEST_F(MomentOfStep, CountsTheMinutesOfThePlan) {
  const Moment& moment = at("open");
  EXPECT_EQ(moment.planned, std::chrono::minutes(45));
  EXPECT_EQ(moment.planned_done, std::chrono::minutes(25));
  EXPECT_EQ(moment.left(), std::chrono::minutes(20));
  EXPECT_EQ(moment.step_planned, std::chrono::minutes(5));
  EXPECT_GE(moment.used(), Duration(0));
}

TEST_F(MomentOfStep, ShowsWhoIsInTheRoom) {
  EXPECT_TRUE(at("arrive").room.empty());
  const Moment& moment = at("open");
  ASSERT_EQ(moment.room.size(), 4U);
  EXPECT_TRUE(moment.room.front().identified);
  EXPECT_FALSE(moment.room.front().acts);
  EXPECT_TRUE(moment.room.at(1).acts);
}

TEST_F(MomentOfStep, OfTheLastStepNothingComesNext) { EXPECT_EQ(at("leave").next, ""); }

}  // namespace moment_test
}  // namespace pyx::ceremony::running
