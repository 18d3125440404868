#include "custody/keys/token_breaker.h"

#include <gtest/gtest.h>

namespace pyx::custody {
namespace token_breaker_test {

using SteadyTime = TokenBreaker::SteadyTime;

constexpr SteadyTime kStart{std::chrono::hours(1)};
constexpr unsigned long kGeneralError = 0x05;
constexpr unsigned long kDeviceRemoved = 0x32;
constexpr unsigned long kMechanismInvalid = 0x70;
constexpr unsigned long kPinIncorrect = 0xA0;

Error answer(Code code, unsigned long ckr, std::string_view call = "C_Sign") {
  return Error{code, "what the token said", ckr, call, {}, {}};
}

class TokenBreakerTest : public ::testing::Test {
 protected:
  void fail(unsigned times) {
    for (unsigned i = 0; i < times; ++i)
      breaker_.failed(answer(Code::kToken, kGeneralError), kStart);
  }
  TokenLimits limits_;
  TokenBreaker breaker_{limits_};
};

TEST_F(TokenBreakerTest, IsClosedAtFirst) { EXPECT_FALSE(breaker_.is_open()); }

TEST_F(TokenBreakerTest, OneFailureLessThanTooManyLeavesItClosed) {
  fail(limits_.most_failures - 1);
  EXPECT_FALSE(breaker_.is_open());
  EXPECT_TRUE(breaker_.has_failures());
}
TEST_F(TokenBreakerTest, TooManyFailuresInARowOpenItAndTheTokenItselfIsTriedFirst) {
  fail(limits_.most_failures);
  ASSERT_TRUE(breaker_.is_open());
  EXPECT_FALSE(breaker_.wants_new_token());
  EXPECT_EQ(breaker_.why().code, Code::kRetry);  // it is being tried: it may come back
  EXPECT_EQ(breaker_.why().ckr, kGeneralError);
  EXPECT_EQ(breaker_.next_try(), kStart);
}
TEST_F(TokenBreakerTest, ASuccessInBetweenCountsFromTheStart) {
  fail(limits_.most_failures - 1);
  breaker_.worked();
  fail(limits_.most_failures - 1);
  EXPECT_FALSE(breaker_.is_open());
}
TEST_F(TokenBreakerTest, AnAnswerAboutTheRequestIsNoFailureOfTheToken) {
  for (unsigned i = 0; i < 2 * limits_.most_failures; ++i) {
    breaker_.failed(answer(Code::kToken, kMechanismInvalid), kStart);
    breaker_.failed(error(Code::kNotFound, "the token has no such key"), kStart);
    breaker_.failed(refused("KEY-READBACK", "CKA_SENSITIVE is false"), kStart);
  }
  EXPECT_FALSE(breaker_.is_open());
}
// SIGN-CHECKED: a token that computes wrongly is broken, however politely it does.
TEST_F(TokenBreakerTest, WrongResultsAreFailuresOfTheToken) {
  Error wrong = error(Code::kToken, "the token returned a wrong raw RSA result; it is withheld");
  wrong.control = "SIGN-CHECKED";
  for (unsigned i = 0; i < limits_.most_failures; ++i) breaker_.failed(wrong, kStart);
  EXPECT_TRUE(breaker_.is_open());
}
TEST_F(TokenBreakerTest, ATokenThatIsAwayOpensItAtOnceAndIsOpenedAnew) {
  breaker_.failed(answer(Code::kRetry, kDeviceRemoved), kStart);
  ASSERT_TRUE(breaker_.is_open());
  EXPECT_TRUE(breaker_.wants_new_token());
  EXPECT_EQ(breaker_.why().ckr, kDeviceRemoved);
}
TEST_F(TokenBreakerTest, AHangOpensItAtOnce) {
  breaker_.hung(error(Code::kRetry, "no answer"), kStart);
  EXPECT_TRUE(breaker_.is_open());
  EXPECT_FALSE(breaker_.wants_new_token());
}
TEST_F(TokenBreakerTest, ThePauseBetweenTriesDoublesUpToTheLongest) {
  breaker_.failed(answer(Code::kRetry, kDeviceRemoved), kStart);
  Duration pause = limits_.first_pause;
  for (int i = 0; i < 12; ++i) {
    breaker_.try_failed(answer(Code::kRetry, kDeviceRemoved), kStart);
    EXPECT_EQ(breaker_.next_try(), kStart + pause);
    pause = std::min(pause * 2, limits_.longest_pause);
  }
  EXPECT_EQ(breaker_.next_try(), kStart + limits_.longest_pause);
}
TEST_F(TokenBreakerTest, ATryThatWorkedClosesItAndTheNextTroubleStartsAnew) {
  breaker_.failed(answer(Code::kRetry, kDeviceRemoved), kStart);
  breaker_.try_failed(answer(Code::kRetry, kDeviceRemoved), kStart);
  breaker_.try_worked();
  EXPECT_FALSE(breaker_.is_open() || breaker_.wants_new_token() || breaker_.has_failures());
  breaker_.hung(error(Code::kRetry, "no answer"), kStart);
  breaker_.try_failed(error(Code::kRetry, "no answer"), kStart);
  EXPECT_EQ(breaker_.next_try(), kStart + limits_.first_pause);
}
// Trap 17
TEST_F(TokenBreakerTest, ARefusedPinOpensItForEver) {
  breaker_.failed(answer(Code::kAskPerson, kPinIncorrect, "C_Login"), kStart);
  EXPECT_TRUE(breaker_.for_ever());
  EXPECT_EQ(breaker_.why().code, Code::kAskPerson);
  breaker_.failed(answer(Code::kRetry, kDeviceRemoved), kStart);
  EXPECT_EQ(breaker_.why().ckr, kPinIncorrect);
}
TEST_F(TokenBreakerTest, APinThatIsRefusedWhenItIsTriedAgainEndsTheTries) {
  breaker_.failed(answer(Code::kRetry, kDeviceRemoved), kStart);
  breaker_.try_failed(answer(Code::kAskPerson, kPinIncorrect, "C_Login"), kStart);
  EXPECT_TRUE(breaker_.for_ever());
}
// TOKEN-BOUND
TEST_F(TokenBreakerTest, AnotherTokenInItsPlaceIsToldAsRefusedAndTriedAgain) {
  breaker_.failed(answer(Code::kRetry, kDeviceRemoved), kStart);
  breaker_.try_failed(refused("TOKEN-BOUND", "the token has another serial"), kStart);
  EXPECT_EQ(breaker_.why().code, Code::kRefused);
  EXPECT_FALSE(breaker_.for_ever());
  EXPECT_EQ(breaker_.next_try(), kStart + limits_.first_pause);
}
TEST_F(TokenBreakerTest, ATokenThatWasNeverOpenedIsOpenedAnew) {
  breaker_.not_opened(answer(Code::kToken, kGeneralError, "C_Initialize"), kStart);
  EXPECT_TRUE(breaker_.is_open() && breaker_.wants_new_token());
  EXPECT_EQ(breaker_.next_try(), kStart + limits_.first_pause);
}

}  // namespace token_breaker_test
}  // namespace pyx::custody
