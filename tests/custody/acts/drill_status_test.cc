#include "custody/acts/drill_status.h"

#include <gmock/gmock.h>

namespace pyx::custody {
namespace drill_status_test {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Time kNow{Duration(1'795'000'000'000)};
constexpr Duration kEvery = std::chrono::hours(24) * 180;

BackupRecord with_share(HeldShare share, ShareSetState state = ShareSetState::kLive) {
  ShareSetRecord set;
  set.state = state;
  set.shares = {std::move(share)};
  BackupRecord backup;
  backup.sets = {std::move(set)};
  return backup;
}

DrillStatus status(HeldShare share) {
  const std::vector<BackupRecord> backups = {with_share(std::move(share))};
  const auto all = drill_status(backups, kEvery, kNow);
  return all.empty() ? DrillStatus{} : all.front();
}

HeldShare received(Duration ago) {
  HeldShare share;
  share.holder = "alice";
  share.received = kNow - ago;
  return share;
}

TEST(DrillStatus, OfAShareThatWasNotAcknowledgedIsNothingToDrill) {
  const DrillStatus found = status(HeldShare{});
  EXPECT_EQ(found.state, DrillState::kNotReceived);
  EXPECT_FALSE(found.age);
  EXPECT_FALSE(found.overdue);
}

TEST(DrillStatus, AnAcknowledgementCountsAsSeenForThePeriod) {
  const DrillStatus found = status(received(kEvery));
  EXPECT_EQ(found.state, DrillState::kNeverDrilled);
  EXPECT_EQ(found.age, kEvery);
  EXPECT_FALSE(found.overdue);
}

TEST(DrillStatus, OneMillisecondPastThePeriodIsOverdue) {
  EXPECT_TRUE(status(received(kEvery + Duration(1))).overdue);
}

TEST(DrillStatus, AGoodDrillBeginsThePeriodAnew) {
  HeldShare share = received(kEvery * 2);
  share.drilled = kNow - Duration(5000);
  const DrillStatus found = status(share);
  EXPECT_EQ(found.state, DrillState::kGood);
  EXPECT_EQ(found.age, Duration(5000));
  EXPECT_FALSE(found.overdue);
}

TEST(DrillStatus, ADrillThatFailedIsOverdueAtOnce) {
  HeldShare share = received(Duration(10));
  share.drilled = kNow;
  share.drill_result = shares::DrillResult::kWrongValue;
  const DrillStatus found = status(share);
  EXPECT_EQ(found.state, DrillState::kFailed);
  EXPECT_TRUE(found.overdue);
}

TEST(DrillStatus, DeadSetsAndReplacedBackupsAreNotDrilled) {
  BackupRecord replaced = with_share(received(Duration(1)));
  replaced.dead = kNow;
  const std::vector<BackupRecord> backups = {
      replaced, with_share(received(Duration(1)), ShareSetState::kDead)};
  EXPECT_THAT(drill_status(backups, kEvery, kNow), IsEmpty());
}

TEST(DrillStatus, APendingSetIsListedBesideTheLiveOne) {
  BackupRecord backup = with_share(received(Duration(1)));
  backup.sets.push_back(with_share(HeldShare{}, ShareSetState::kPending).sets.front());
  EXPECT_THAT(drill_status(std::vector{backup}, kEvery, kNow), SizeIs(2));
}

}  // namespace drill_status_test
}  // namespace pyx::custody
