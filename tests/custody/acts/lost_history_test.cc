#include "custody/acts/lost_history.h"

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace lost_history_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using ::testing::HasSubstr;

const LostHistory kLost{20, sha256("lost"), 10, sha256("common"), Uuid{}};

TEST(GivenUp, IsWhatWasSeenAndWhatLiesBetweenThatAndTheFork) {
  const std::vector<LostHistory> all = {kLost};
  EXPECT_NE(given_up(all, 20, kLost.lost_root), nullptr);
  EXPECT_NE(given_up(all, 11, sha256("any")), nullptr);
  EXPECT_NE(given_up(all, 19, sha256("any")), nullptr);
  EXPECT_EQ(given_up(all, 10, sha256("any")), nullptr);
  EXPECT_EQ(given_up(all, 20, sha256("any")), nullptr);
  EXPECT_EQ(given_up(all, 21, kLost.lost_root), nullptr);
  EXPECT_EQ(given_up({}, 20, kLost.lost_root), nullptr);
}
TEST(GivenUp, SaysHowMuchAndByWhichAct) {
  const std::string words = in_words(kLost);
  EXPECT_THAT(words, HasSubstr("20 leaves with root " + to_hex(kLost.lost_root)));
  EXPECT_THAT(words, HasSubstr("behind leaf 10"));
  EXPECT_THAT(words, HasSubstr(kLost.act.text()));
}

class GoesOnFrom : public ::testing::Test {
 protected:
  Result<void> check(const StateAccept& accept, std::uint64_t size, const Sha256& root) const {
    return check_goes_on_from({vault_.clock.now(), vault_.proposal(vault_.act(accept))}, size,
                              root);
  }
  pyx::testing::MemoryVault vault_;
  const StateAccept accept_{20, sha256("lost"), 10, sha256("common")};
};

TEST_F(GoesOnFrom, TheLogInFrontOfTheProposalAndNoOther) {
  EXPECT_THAT(check(accept_, 10, accept_.root), IsOk());
  EXPECT_THAT(check(accept_, 9, accept_.root), FailsWith(Code::kConflict));
  EXPECT_THAT(check(accept_, 11, accept_.root), FailsWith(Code::kConflict));
  EXPECT_THAT(check(accept_, 10, sha256("another")), FailsWith(Code::kConflict));
}
TEST_F(GoesOnFrom, OfOtherLeavesNothingIsAsked) {
  const Leaf other{vault_.clock.now(),
                   vault_.proposal(vault_.act(LogRotate{Uuid::v7(vault_.clock.now())}))};
  EXPECT_THAT(check_goes_on_from(other, 3, {}), IsOk());
  EXPECT_THAT(check_goes_on_from({vault_.clock.now(), ExpiredLeaf{}}, 3, {}), IsOk());
}

}  // namespace lost_history_test
}  // namespace pyx::custody
