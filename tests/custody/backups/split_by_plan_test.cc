#include "custody/backups/split_by_plan.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::custody {
namespace split_by_plan_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

const SharePlan kTwoGroups = {2, {{2, {"alice", "bob", "carol"}}, {1, {"dave"}}}};

class ASecretSplitByAPlan : public ::testing::Test {
 protected:
  Result<SharesByPlan> split(const SharePlan& plan, std::vector<std::uint16_t> used = {}) const {
    return split_by_plan(secret_, plan, terms_, std::move(used));
  }

  const SecretBytes secret_ = SecretBytes::random(32).value();
  const Time now_ = Time(Duration(1'795'000'000'000));
  const shares::SetTerms terms_{sha256("vault"), Uuid::v7(now_), 1, std::nullopt, now_};
};

TEST_F(ASecretSplitByAPlan, ComesBackFromThoseWhoAreEnough) {
  const auto made = split(kTwoGroups);
  ASSERT_THAT(made, IsOk());
  const shares::ShareTable& all = made->shares;
  const std::vector<const shares::Share*> enough = {&all[0][2], &all[1][0], &all[0][0]};
  const auto again = shares::combine(enough);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(equal_ct(*again, secret_));
}
TEST_F(ASecretSplitByAPlan, IsRecordedWithEachShareUnderItsHolder) {
  const auto made = split(kTwoGroups);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->set.id, terms_.id);
  ASSERT_EQ(made->set.members.size(), 4U);
  for (const shares::Member& member : made->set.members) {
    EXPECT_EQ(member.holder, kTwoGroups.groups[member.group].holders[member.number]);
    EXPECT_EQ(shares::match(made->set, made->shares[member.group][member.number]),
              shares::Match::kMember);
  }
}
// Two sets must not look alike to whoever types a share.
TEST_F(ASecretSplitByAPlan, TakesNoIdentifierThatWasUsed) {
  std::vector<std::uint16_t> used;
  for (unsigned i = 0; i < 32768; ++i) {
    if (i != 4711) used.push_back(static_cast<std::uint16_t>(i));
  }
  const auto made = split(kTwoGroups, used);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->set.identifier, 4711);
  used.push_back(4711);
  EXPECT_THAT(split(kTwoGroups, used), FailsSaying(Code::kBadInput, "identifier"));
}
TEST_F(ASecretSplitByAPlan, ThatCannotBeMetIsRefused) {
  EXPECT_THAT(split({1, {{3, {"alice", "bob"}}}}), FailsWith(Code::kBadInput));
  EXPECT_THAT(split({1, {{2, {"alice", "alice"}}}}), FailsWith(Code::kBadInput));
}

}  // namespace split_by_plan_test
}  // namespace pyx::custody
