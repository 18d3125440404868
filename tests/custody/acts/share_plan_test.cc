#include "custody/acts/share_plan.h"

#include "tests/matchers.h"

namespace pyx::custody {
namespace share_plan_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

SharePlan two_of_three() { return {1, {{2, {"alice", "bob", "carol"}}}}; }
SharePlan two_groups() { return {2, {{2, {"alice", "bob", "carol"}}, {2, {"dave", "erin"}}}}; }
std::vector<std::string> people(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back("p" + std::to_string(i));
  return names;
}

// As it is read: out of a text.
Result<SharePlan> read(const json::object& plan) {
  PYX_ASSIGN(const json::value parsed, json::parse(json::serialize(json::value(plan))));
  return read_share_plan(parsed.get_object());
}

TEST(SharePlan, OfTwoGroupsBothNeededIsSound) {
  EXPECT_THAT(check_share_plan(two_of_three()), IsOk());
  EXPECT_THAT(check_share_plan(two_groups()), IsOk());
}
TEST(SharePlan, AThresholdOfZeroIsRefused) {  // trap 2
  SharePlan plan = two_of_three();
  plan.groups[0].threshold = 0;
  EXPECT_THAT(check_share_plan(plan), FailsSaying(Code::kBadInput, "threshold of 0"));
  plan = two_groups();
  plan.groups_needed = 0;
  EXPECT_THAT(check_share_plan(plan), FailsSaying(Code::kBadInput, "0 groups"));
}
TEST(SharePlan, AGroupThatCanNeverBeMetIsNamed) {
  SharePlan plan = two_groups();
  plan.groups[1].threshold = 3;
  EXPECT_THAT(check_share_plan(plan), FailsSaying(Code::kBadInput, "share group 2"));
  EXPECT_THAT(check_share_plan(plan), FailsSaying(Code::kBadInput, "never be met"));
}
TEST(SharePlan, ThatNeedsMoreGroupsThanItHasIsRefused) {
  SharePlan plan = two_of_three();
  plan.groups_needed = 2;
  EXPECT_THAT(check_share_plan(plan), FailsSaying(Code::kBadInput, "never be met"));
}
TEST(SharePlan, OneOfSeveralIsRefusedSinceEachWouldHaveTheSecret) {
  SharePlan plan = two_of_three();
  plan.groups[0].threshold = 1;
  EXPECT_THAT(check_share_plan(plan), FailsSaying(Code::kBadInput, "1 of 3"));
}
TEST(SharePlan, ThatOnePersonAloneCouldOpenIsRefused) {
  EXPECT_THAT(check_share_plan({1, {{1, {"alice"}}}}), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(check_share_plan({1, {{2, {"alice", "bob"}}, {1, {"carol"}}}}),
              FailsSaying(Code::kRefused, "carol alone"));
  EXPECT_THAT(check_share_plan({2, {{1, {"alice"}}, {1, {"carol"}}}}), IsOk());
}
TEST(SharePlan, APersonWithTwoSharesIsNamed) {
  EXPECT_THAT(check_share_plan({1, {{2, {"alice", "bob", "alice"}}}}),
              FailsSaying(Code::kBadInput, "alice"));
  SharePlan plan = two_groups();
  plan.groups[1].holders[0] = "bob";
  EXPECT_THAT(check_share_plan(plan), FailsSaying(Code::kBadInput, "bob"));
}
TEST(SharePlan, AGroupHasAtMost16Holders) {
  EXPECT_THAT(check_share_plan({1, {{2, people(16)}}}), IsOk());
  EXPECT_THAT(check_share_plan({1, {{2, people(17)}}}), FailsSaying(Code::kBadInput, "17"));
  EXPECT_THAT(check_share_plan({1, {{2, {}}}}), FailsWith(Code::kBadInput));
}
TEST(SharePlan, ThereAreAtMost16Groups) {
  SharePlan plan;
  plan.groups_needed = 2;
  for (const std::string& person : people(16)) plan.groups.push_back({1, {person}});
  EXPECT_THAT(check_share_plan(plan), IsOk());
  plan.groups.push_back({1, {"one-more"}});
  EXPECT_THAT(check_share_plan(plan), FailsWith(Code::kBadInput));
  EXPECT_THAT(check_share_plan({1, {}}), FailsWith(Code::kBadInput));
}
TEST(SharePlan, IsOpenedByThoseWhoMeetEnoughGroups) {
  EXPECT_TRUE(can_open(two_groups(), {"alice", "carol", "dave", "erin"}));
  EXPECT_FALSE(can_open(two_groups(), {"alice", "bob", "carol", "dave"}));
  EXPECT_FALSE(can_open(two_groups(), {"alice", "dave", "erin"}));
  EXPECT_FALSE(can_open(two_groups(), {}));
}
TEST(SharePlan, ComesBackFromItsJson) {
  for (const SharePlan& plan : {two_of_three(), two_groups()}) {
    const auto again = read(to_json(plan));
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(*again, plan);
  }
}
TEST(SharePlan, ThatIsNotSoundIsNotRead) {
  SharePlan plan = two_of_three();
  plan.groups[0].threshold = 4;
  EXPECT_THAT(read(to_json(plan)), FailsWith(Code::kBadInput));
}
TEST(SharePlan, WithAnUnknownMemberIsNotRead) {
  json::object plan = to_json(two_of_three());
  plan["spare"] = true;
  EXPECT_THAT(read(plan), FailsSaying(Code::kBadInput, "spare"));
}
TEST(SharePlan, ANegativeOrHugeThresholdIsNotRead) {
  for (const char* number : {"-1", "17", "4294967297", "2.0", "\"2\""}) {
    const std::string text = R"({"groups_needed":1,"groups":[{"threshold":)" + std::string(number) +
                             R"(,"holders":["a","b"]}]})";
    EXPECT_THAT(read_share_plan(json::parse(text)->as_object()), FailsWith(Code::kBadInput))
        << number;
  }
}
TEST(SharePlan, IsReadAloudWithEveryName) {
  EXPECT_EQ(in_words(two_groups()), "2 of (alice, bob, carol) and 2 of (dave, erin)");
  SharePlan any = two_groups();
  any.groups_needed = 1;
  EXPECT_EQ(in_words(any), "any 1 of these 2 groups: 2 of (alice, bob, carol); 2 of (dave, erin)");
}

}  // namespace share_plan_test
}  // namespace pyx::custody
