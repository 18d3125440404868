#include "pkcs11/login.h"

#include "pkcs11/objects.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace login_test {

class LoginOnSoftHsm : public OnSoftHsm {
 protected:
  pyx::testing::FaultyModule faulty_;
  Module module_ = must(Module::load(faulty_.path()));
  TokenIdentity identity_ = must(slots_with_tokens(module_)).front().identity;
  CK_SLOT_ID slot_ = must(slot_of(module_, identity_));
};

TEST_F(LoginOnSoftHsm, TheFirstSessionIsLoggedIn) {
  Login login(module_, identity_, softhsm_token_.pin());
  const Session session = must(login.first_session(Access::kReadOnly));
  EXPECT_TRUE(must(session.user_is_logged_in()));
}

// Trap 17: a loop on CKR_PIN_INCORRECT locks the token.
TEST_F(LoginOnSoftHsm, AWrongPinIsTriedOnceHoweverOftenASessionIsAskedFor) {
  Login login(module_, identity_, pyx::testing::wrong_pin());
  faulty_.forget_calls();
  EXPECT_THAT(login.first_session(Access::kReadOnly), FailsWith(Code::kAskPerson));
  EXPECT_THAT(login.open_session(Access::kReadOnly), FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(login.first_session(Access::kReadOnly), FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
}

TEST_F(LoginOnSoftHsm, ALockedPinIsNotTriedAgain) {
  Login login(module_, identity_, softhsm_token_.pin());
  faulty_.fail("C_Login", CKR_PIN_LOCKED);
  faulty_.forget_calls();
  EXPECT_THAT(login.first_session(Access::kReadOnly), FailsWithCkr(CKR_PIN_LOCKED));
  EXPECT_THAT(login.open_session(Access::kReadOnly), FailsWithCkr(CKR_PIN_LOCKED));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
}

// Otherwise a wrong PIN would open a token that the process has open.
TEST_F(LoginOnSoftHsm, AFirstSessionBesideAnotherLoginOfTheProcessIsAConflict) {
  Login right(module_, identity_, softhsm_token_.pin());
  const Session open = must(right.first_session(Access::kReadOnly));
  Login wrong(module_, identity_, pyx::testing::wrong_pin());
  EXPECT_THAT(wrong.first_session(Access::kReadOnly), FailsWith(Code::kConflict));
}

TEST_F(LoginOnSoftHsm, ALostLoginIsMadeAgainWithTheKeptPin) {
  Login login(module_, identity_, softhsm_token_.pin());
  const Session first = must(login.first_session(Access::kReadOnly));
  const auto epoch = login.epoch();
  ASSERT_EQ(module_->C_Logout(first.handle()), CKR_OK);
  const Session second = must(login.open_session(Access::kReadOnly));
  EXPECT_TRUE(must(second.user_is_logged_in()));
  EXPECT_GT(login.epoch(), epoch);
}

TEST_F(LoginOnSoftHsm, ALostLoginWhosePinIsRefusedNowIsNotTriedAThirdTime) {
  Login login(module_, identity_, softhsm_token_.pin());
  const Session first = must(login.first_session(Access::kReadOnly));
  ASSERT_EQ(module_->C_Logout(first.handle()), CKR_OK);
  faulty_.fail("C_Login", CKR_PIN_INCORRECT);
  EXPECT_THAT(login.open_session(Access::kReadOnly), FailsWithCkr(CKR_PIN_INCORRECT));
  faulty_.forget_calls();
  EXPECT_THAT(login.open_session(Access::kReadOnly), FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

// TOKEN-BOUND: no session is given out until the check passes.
TEST_F(LoginOnSoftHsm, ALaterLoginIsCheckedUntilItPassesAndTheFirstIsNot) {
  Login login(module_, identity_, softhsm_token_.pin());
  unsigned checks = 0;
  bool passes = false;
  login.check_later_logins([&](const Session&) -> Result<void> {
    ++checks;
    if (passes) return {};
    return refused("TOKEN-BOUND", "another token");
  });
  const Session first = must(login.first_session(Access::kReadOnly));
  must(login.open_session(Access::kReadOnly));
  EXPECT_EQ(checks, 0U);
  ASSERT_EQ(module_->C_Logout(first.handle()), CKR_OK);
  EXPECT_THAT(login.open_session(Access::kReadOnly), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(login.open_session(Access::kReadOnly), RefusedBy("TOKEN-BOUND"));
  passes = true;
  must(login.open_session(Access::kReadOnly));
  must(login.open_session(Access::kReadOnly));
  EXPECT_EQ(checks, 3U);
}

TEST_F(LoginOnSoftHsm, ASecondSessionNeedsNoLogin) {
  Login login(module_, identity_, softhsm_token_.pin());
  const Session first = must(login.first_session(Access::kReadOnly));
  faulty_.forget_calls();
  const Session second = must(login.open_session(Access::kReadWrite));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

TEST_F(LoginOnSoftHsm, ThePinIsNotShownToAnotherTokenInThePlaceOfOurs) {
  TokenIdentity gone = identity_;
  gone.serial = "0000000000000000";
  Login login(module_, gone, softhsm_token_.pin());
  faulty_.forget_calls();
  EXPECT_THAT(login.first_session(Access::kReadOnly), FailsWithCkr(CKR_TOKEN_NOT_PRESENT));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

TEST_F(LoginOnSoftHsm, APinEnteredOnTheTokenIsNotSentByUs) {
  faulty_.script("C_Login keypad=" + softhsm_token_.pin_file().string());
  Login login(module_, identity_, Pin::entered_on_the_token());
  const Session session = must(login.first_session(Access::kReadOnly));
  EXPECT_TRUE(must(session.user_is_logged_in()));
}

// Trap 17: the PIN that a signature wants is the same one.
TEST_F(LoginOnSoftHsm, ARefusedConfirmationIsNotTriedAgain) {
  Login login(module_, identity_, softhsm_token_.pin());
  const Session session = must(login.first_session(Access::kReadOnly));
  faulty_.fail("C_Login", CKR_PIN_INCORRECT);
  faulty_.forget_calls();
  EXPECT_THAT(login.confirm(session), FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(login.confirm(session), FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
}

TEST_F(LoginOnSoftHsm, AFailureThatIsNotThePinsFaultMayBeTriedAgain) {
  Login login(module_, identity_, softhsm_token_.pin());
  faulty_.fail("C_Login", CKR_DEVICE_ERROR);
  EXPECT_THAT(login.first_session(Access::kReadOnly), FailsWith(Code::kRetry));
  EXPECT_THAT(login.first_session(Access::kReadOnly), IsOk());
}

}  // namespace login_test
}  // namespace pyx::pkcs11
