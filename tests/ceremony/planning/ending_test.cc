#include "ceremony/planning/ending.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace ending_test {

using ::testing::Contains;
using ::testing::IsEmpty;
using testing::Walk;

TEST(Ending, IsGoodAfterTheLastStep) {
  for (const std::string_view name : testing::kShipped) {
    Walk walk(name);
    walk.upto("no such step");
    EXPECT_THAT(walk.ending(), IsEmpty()) << name;
  }
}

TEST(Ending, SaysWhatIsOpenInTheMiddle) {
  Walk walk("genesis");
  walk.upto("acknowledge");
  const auto ending = walk.ending();
  EXPECT_THAT(ending, Contains("the transcript is not signed"));
  EXPECT_THAT(ending,
              Contains("share-card shows shares of backup first, version 1 to whoever has it"));
  EXPECT_THAT(ending, Contains("key seed has no proven backup"));
  EXPECT_THAT(ending, Contains("the file of backup first is on this host alone"));
  EXPECT_THAT(ending, Contains("custodian-2 has not acknowledged the share of backup first"));
  EXPECT_THAT(ending, Contains("token vault is logged in"));
  EXPECT_THAT(ending, Contains("what was done since the last export-log is on this host alone"));
  EXPECT_THAT(ending, Contains("proof is on the table, but ends in the safe"));
}

TEST(Ending, SaysThatNoVaultWasFounded) {
  Walk walk("genesis");
  walk.upto("found");
  EXPECT_THAT(walk.ending(), Contains("the vault is not founded"));
  EXPECT_THAT(walk.ending(), Contains("key seed was not made"));
}

TEST(Ending, SaysThatAnActIsOpen) {
  Walk walk("genesis");
  walk.upto("execute-keys");
  EXPECT_THAT(walk.ending(), Contains("act make-keys (key.generate) is still open"));
}

TEST(Ending, SaysThatATokenIsLeftUnderAPinThatNobodyKeeps) {
  Walk walk("genesis");
  walk.upto("wipe-proof");
  EXPECT_THAT(walk.ending(), Contains("token proof is left under a PIN that nobody keeps"));
}

TEST(Ending, SaysThatDeadSharesAreLeft) {
  Walk walk("replace-holder");
  walk.upto("destroy");
  EXPECT_THAT(walk.ending(), Contains("share-card carries dead shares of backup kept, version 1"));
}

TEST(Ending, LetsAKeyThatWasDestroyedHaveNoBackup) {
  Walk walk("destroy");
  walk.upto("inspect-envelopes");
  EXPECT_THAT(walk.ending(), ::testing::Not(Contains("key old-issuer has no proven backup")));
}

}  // namespace ending_test
}  // namespace pyx::ceremony::planning
