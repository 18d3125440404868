#include "custody/acts/coalition.h"

#include <gmock/gmock.h>

namespace pyx::custody {
namespace coalition_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Uuid kKey = Uuid::v7(Time(Duration(1'795'000'000'000)));

SharePlan plan(std::vector<ShareGroup> groups, unsigned needed) {
  return {needed, std::move(groups)};
}
SharePlan two_of_three() { return plan({{2, {"alice", "bob", "carol"}}}, 1); }

ShareSetRecord set_of(std::uint32_t version, ShareSetState state, SharePlan of) {
  ShareSetRecord set;
  set.version = version;
  set.state = state;
  set.plan = std::move(of);
  return set;
}

BackupRecord backup_of(std::vector<ShareSetRecord> sets) {
  BackupRecord backup;
  backup.id = Uuid::v7(Time(Duration(1'795'000'000'001)));
  backup.keys = {kKey};
  backup.sets = std::move(sets);
  return backup;
}

WhoCanOpen who(std::vector<BackupRecord> backups) { return who_can_open(backups, kKey); }

TEST(Coalition, OfTwoOfThreeAreTheThreePairs) {
  EXPECT_THAT(smallest_coalitions(two_of_three(), 64),
              ElementsAre(Coalition{"alice", "bob"}, Coalition{"alice", "carol"},
                          Coalition{"bob", "carol"}));
}

TEST(Coalition, OfTwoGroupsHoldsSomebodyOfEach) {
  const auto all =
      smallest_coalitions(plan({{2, {"alice", "bob", "carol"}}, {1, {"dave"}}}, 2), 64);
  EXPECT_THAT(all,
              ElementsAre(Coalition{"alice", "bob", "dave"}, Coalition{"alice", "carol", "dave"},
                          Coalition{"bob", "carol", "dave"}));
}

TEST(Coalition, OfAnyGroupsTakesTheSmallestFirst) {
  const auto all = smallest_coalitions(
      plan({{3, {"alice", "bob", "carol"}}, {1, {"dave"}}, {1, {"erin"}}}, 2), 64);
  EXPECT_THAT(all,
              ElementsAre(Coalition{"dave", "erin"}, Coalition{"alice", "bob", "carol", "dave"},
                          Coalition{"alice", "bob", "carol", "erin"}));
}

TEST(Coalition, IsInNobodysWayIfThePlanMakesNoSense) {
  EXPECT_THAT(smallest_coalitions(plan({{3, {"alice", "bob"}}}, 1), 64), IsEmpty());
  EXPECT_THAT(smallest_coalitions(plan({}, 0), 64), IsEmpty());
}

TEST(Coalition, ListsNoMoreThanAreAskedFor) {
  std::vector<std::string> many;
  for (int i = 0; i < 16; ++i) many.push_back("p" + std::to_string(i));
  EXPECT_THAT(smallest_coalitions(plan({{8, many}}, 1), 10), SizeIs(10));
}

TEST(WhoCanOpen, OfALiveSetIsItsCoalitionsAndTwoLossesOfThree) {
  const WhoCanOpen found = who({backup_of({set_of(1, ShareSetState::kLive, two_of_three())})});
  ASSERT_THAT(found.live, SizeIs(1));
  EXPECT_THAT(found.live[0].coalitions, SizeIs(3));
  EXPECT_FALSE(found.live[0].more);
  EXPECT_THAT(found.others, IsEmpty());
  EXPECT_THAT(found.alone, IsEmpty());
  EXPECT_EQ(found.losses, 2U);
  EXPECT_TRUE(found.losses_exact);
}

TEST(WhoCanOpen, SaysSoIfThereAreMoreCoalitionsThanItLists) {
  std::vector<std::string> eight;
  for (int i = 0; i < 8; ++i) eight.push_back("p" + std::to_string(i));
  // 8 over 2 are 28, 8 over 3 are 56, 8 over 4 are 70.
  const auto opener = [&](unsigned needed) {
    return who({backup_of({set_of(1, ShareSetState::kLive, plan({{needed, eight}}, 1))})}).live[0];
  };
  EXPECT_THAT(opener(3).coalitions, SizeIs(56));
  EXPECT_FALSE(opener(3).more);
  EXPECT_THAT(opener(4).coalitions, SizeIs(kMostCoalitions));
  EXPECT_TRUE(opener(4).more);
}

TEST(WhoCanOpen, WithoutASpareHolderOneLossIsTheLast) {
  EXPECT_EQ(
      who({backup_of({set_of(1, ShareSetState::kLive, plan({{2, {"alice", "bob"}}}, 1))})}).losses,
      1U);
}

TEST(WhoCanOpen, NobodyCanWhileNoSetIsLive) {
  const WhoCanOpen found = who({backup_of({set_of(1, ShareSetState::kPending, two_of_three())})});
  EXPECT_FALSE(found.losses);
  EXPECT_THAT(found.live, IsEmpty());
  EXPECT_THAT(found.others, SizeIs(1));  // their shares are handed out all the same
}

TEST(WhoCanOpen, ADeadSetOfTheSameWrapKeyIsNamedApart) {
  const WhoCanOpen found =
      who({backup_of({set_of(1, ShareSetState::kDead, two_of_three()),
                      set_of(2, ShareSetState::kLive, plan({{2, {"alice", "bob", "dave"}}}, 1))})});
  ASSERT_THAT(found.live, SizeIs(1));
  EXPECT_EQ(found.live[0].version, 2U);
  ASSERT_THAT(found.others, SizeIs(1));
  EXPECT_EQ(found.others[0].version, 1U);
}

TEST(WhoCanOpen, ABackupThatWasReplacedAndOneOfAnotherKeyDoNotCount) {
  BackupRecord replaced = backup_of({set_of(1, ShareSetState::kDead, two_of_three())});
  replaced.dead = Time{};
  BackupRecord other = backup_of({set_of(1, ShareSetState::kLive, two_of_three())});
  other.keys = {Uuid::v7(Time(Duration(1)))};
  const WhoCanOpen found = who({replaced, other});
  EXPECT_THAT(found.live, IsEmpty());
  EXPECT_THAT(found.others, IsEmpty());
}

TEST(WhoCanOpen, LossesOfTwoLiveBackupsMustBreakBoth) {
  const SharePlan other = plan({{2, {"carol", "dave", "erin"}}}, 1);
  const WhoCanOpen found = who({backup_of({set_of(1, ShareSetState::kLive, two_of_three())}),
                                backup_of({set_of(1, ShareSetState::kLive, other)})});
  // carol is in both; with her, one more of each.
  EXPECT_EQ(found.losses, 3U);
  EXPECT_TRUE(found.losses_exact);
}

TEST(WhoCanOpen, LossesOfTheSamePeopleTwiceAreCountedOnce) {
  const WhoCanOpen found = who({backup_of({set_of(1, ShareSetState::kLive, two_of_three())}),
                                backup_of({set_of(1, ShareSetState::kLive, two_of_three())})});
  EXPECT_EQ(found.losses, 2U);
}

}  // namespace coalition_test
}  // namespace pyx::custody
