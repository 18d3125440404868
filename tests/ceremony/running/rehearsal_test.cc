#include "ceremony/running/rehearsal.h"

#include <gmock/gmock.h>

#include "ceremony/transcript/verify.h"
#include "tests/ceremony/running/rehearsed_plan.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace rehearsal_test {

using pyx::testing::IsOk;
using ::testing::HasSubstr;
using testing::RehearsedPlan;

void expect_clean(const RehearsedPlan& plan) {
  ASSERT_EQ(plan.exit(), 0) << plan.said();
  transcript::Trust trust;
  trust.mode = transcript::Mode::kRehearsal;
  const auto report = transcript::verify_bundle(plan.bundle(), trust);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->verdict, transcript::Verdict::kClean);
  EXPECT_THAT(plan.second_verdict(), HasSubstr("\"verdict\":\"clean\","));
}

TEST(Rehearsal, OfAGenesisIsClean) { expect_clean(RehearsedPlan("genesis")); }

TEST(Rehearsal, CannotBeTakenForTheRealThing) {
  const RehearsedPlan plan("replace-officer");
  expect_clean(plan);
  const auto report = transcript::verify_bundle(plan.bundle(), {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->verdict, transcript::Verdict::kNotAcceptable);
  EXPECT_THAT(plan.said(), HasSubstr("REHEARSAL"));
}

TEST(Rehearsal, OfABackupIsClean) { expect_clean(RehearsedPlan("backup")); }
TEST(Rehearsal, OfADestructionIsClean) { expect_clean(RehearsedPlan("destroy")); }
TEST(Rehearsal, OfTheYearlyDrillIsClean) { expect_clean(RehearsedPlan("drill-restore")); }
TEST(Rehearsal, OfAnEmergencyIsClean) { expect_clean(RehearsedPlan("emergency")); }
TEST(Rehearsal, OfAHoldersReplacementIsClean) { expect_clean(RehearsedPlan("replace-holder")); }
TEST(Rehearsal, OfARotationIsClean) { expect_clean(RehearsedPlan("rotate")); }
TEST(Rehearsal, OfAWrapKeysRotationIsClean) { expect_clean(RehearsedPlan("wrap-key-rotation")); }

}  // namespace rehearsal_test
}  // namespace pyx::ceremony::running
