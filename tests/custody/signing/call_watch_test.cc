#include "custody/signing/call_watch.h"

#include <gtest/gtest.h>

namespace pyx::custody {
namespace call_watch_test {

class CallWatchTest : public ::testing::Test {
 protected:
  static CallWatch::SteadyTime later() {
    return std::chrono::steady_clock::now() + std::chrono::seconds(1);
  }
  static CallWatch::SteadyTime earlier() {
    return std::chrono::steady_clock::now() - std::chrono::seconds(1);
  }
  const std::shared_ptr<HungCalls> hung_ = std::make_shared<HungCalls>();
  CallWatch watch_{hung_};
};

TEST_F(CallWatchTest, WhoIsInNoCallIsNotGivenUp) {
  EXPECT_FALSE(watch_.give_up_if_older(later()));
  watch_.begin();
  EXPECT_TRUE(watch_.end());
  EXPECT_FALSE(watch_.give_up_if_older(later()));
  EXPECT_EQ(hung_->now, 0U);
}
TEST_F(CallWatchTest, ACallThatIsYoungEnoughGoesOn) {
  watch_.begin();
  EXPECT_FALSE(watch_.give_up_if_older(earlier()));
  EXPECT_FALSE(watch_.was_given_up());
  EXPECT_TRUE(watch_.end());
}
TEST_F(CallWatchTest, ACallThatIsTooOldIsGivenUpOnceAndCountedUntilItComesBack) {
  watch_.begin();
  EXPECT_TRUE(watch_.give_up_if_older(later()));
  EXPECT_FALSE(watch_.give_up_if_older(later()));
  EXPECT_TRUE(watch_.was_given_up());
  EXPECT_EQ(hung_->now, 1U);
  EXPECT_FALSE(watch_.end());
  EXPECT_EQ(hung_->now, 0U);
}
TEST_F(CallWatchTest, WhoWasGivenUpStaysSoWhateverItBeginsNext) {
  watch_.begin();
  EXPECT_TRUE(watch_.give_up_if_older(later()));
  watch_.begin();
  EXPECT_TRUE(watch_.was_given_up());
  EXPECT_FALSE(watch_.end());
}

}  // namespace call_watch_test
}  // namespace pyx::custody
