#include "custody/freshness/known_head.h"

#include "custody/stored_log.h"
#include "tests/custody/stored_vault.h"

namespace pyx::custody {
namespace known_head_test {

using pyx::testing::must;
using ::testing::HasSubstr;

class KnownHeads : public ::testing::Test {
 protected:
  KnownHeads() {
    vault_.active_key("p-256");
    vault_.active_key("p-256");
  }
  Standing standing(std::uint64_t size, const Sha256& root) {
    return must(standing_of({"a witness", size, root}, vault_.store(), vault_.size(), lost_));
  }

  pyx::testing::StoredVault vault_;
  std::vector<LostHistory> lost_;
};

TEST_F(KnownHeads, EveryHeadThatTheLogHadIsOurs) {
  for (std::uint64_t size = 0; size <= vault_.size(); ++size)
    EXPECT_EQ(standing(size, must(root_at(vault_.store(), size))), Standing::kOurs) << size;
}
TEST_F(KnownHeads, OneMoreLeafIsAheadAndAnotherRootIsAnotherHistory) {
  EXPECT_EQ(standing(vault_.size() + 1, sha256("a root")), Standing::kAhead);
  EXPECT_EQ(standing(vault_.size(), sha256("a root")), Standing::kAnotherHistory);
  EXPECT_EQ(standing(1, sha256("a root")), Standing::kAnotherHistory);
}
TEST_F(KnownHeads, WhatWasGivenUpAndWhatLiesOnTheWayToItIsKnown) {
  const std::uint64_t size = vault_.size();
  lost_ = {{size + 5, sha256("lost"), size - 2, must(root_at(vault_.store(), size - 2)), {}}};
  EXPECT_EQ(standing(size + 5, sha256("lost")), Standing::kGivenUp);
  EXPECT_EQ(standing(size + 4, sha256("before")), Standing::kGivenUp);
  EXPECT_EQ(standing(size - 1, sha256("first")), Standing::kGivenUp);
  EXPECT_EQ(standing(size - 2, sha256("common")), Standing::kAnotherHistory);
  EXPECT_EQ(standing(size + 5, sha256("another")), Standing::kAhead);
  EXPECT_EQ(standing(size + 6, sha256("later")), Standing::kAhead);
  EXPECT_EQ(standing(size, must(root_at(vault_.store(), size))), Standing::kOurs);
}
TEST_F(KnownHeads, AComplaintSaysWhoSaysWhatAndHowMuchIsMissing) {
  const KnownHead head{"witness /mnt/a", 20, sha256("a root")};
  const std::string ahead = complaint(head, Standing::kAhead, 12);
  EXPECT_THAT(ahead, HasSubstr("behind by 8 leaves"));
  EXPECT_THAT(ahead, HasSubstr("witness /mnt/a says 20 leaves with root " + to_hex(head.root)));
  EXPECT_THAT(complaint(head, Standing::kAnotherHistory, 30), HasSubstr("another history"));
}

}  // namespace known_head_test
}  // namespace pyx::custody
