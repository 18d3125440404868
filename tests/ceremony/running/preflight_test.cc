#include "ceremony/running/preflight.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace preflight_test {

using pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::Recorder;
using testing::SmallCeremony;

Check check_named(const std::vector<Check>& checks, const std::string& name) {
  const auto found = std::ranges::find(checks, name, &Check::name);
  return found == checks.end() ? Check{} : *found;
}

class PreflightAtSite : public ::testing::Test {
 protected:
  void SetUp() override { at_ = read_plan_at_site(room_.ask().plan, Judged::kYes).value(); }
  std::vector<Check> checks() {
    return preflight(*at_.file.plan, *at_.file.site, room_.bundle(), room_.context(), guide_)
        .value();
  }
  SmallCeremony room_;
  PlanAtSite at_;
  Recorder guide_;
};

TEST_F(PreflightAtSite, ATokenInTheHostIsTheOneOfTheSite) {
  EXPECT_TRUE(check_named(checks(), "token.vault").good);
  room_.serial = "9999";
  const Check other = check_named(checks(), "token.vault");
  EXPECT_FALSE(other.good);
  EXPECT_THAT(other.text, HasSubstr("9999"));
}

TEST_F(PreflightAtSite, RoomAndRandomnessAreLookedAt) {
  EXPECT_TRUE(check_named(checks(), "entropy").good);
  EXPECT_THAT(check_named(checks(), "free-room").text, HasSubstr("MiB are free"));
}

TEST_F(PreflightAtSite, OnlyASiteWithAPrinterIsAskedForATestPage) {
  EXPECT_EQ(check_named(checks(), "printer").name, "");
  at_.file.site->printer = "office";
  guide_.answer("preflight.printer", "no");
  const Check printer = check_named(checks(), "printer");
  EXPECT_EQ(printer.name, "printer");
  EXPECT_FALSE(printer.good);
}

TEST(Preflight, WhatIsBadIsADeviationThatTheWitnessSignsOnceHeIsThere) {
  SmallCeremony room;
  room.serial = "9999";
  Recorder guide;
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("deviation token"));
  EXPECT_TRUE(guide.was_asked("deviation.1.sign.wanda"));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

}  // namespace preflight_test
}  // namespace pyx::ceremony::running
