#include "pkcs11/logged_in.h"

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace logged_in_test {

class LoggedInOnSoftHsm : public OnSoftHsm {
 protected:
  CK_STATE state() const {
    CK_SESSION_INFO info{};
    EXPECT_EQ(module_->C_GetSessionInfo(session_.handle(), &info), CKR_OK);
    return info.state;
  }
  pyx::testing::FaultyModule faulty_;
  Module module_ = must(Module::load(faulty_.path()));
  CK_SLOT_ID slot_ = must(slots_with_tokens(module_)).front().slot;
  Session session_ = must(Session::open(module_, slot_, Access::kReadWrite));
};

TEST_F(LoggedInOnSoftHsm, LastsAsLongAsItsScope) {
  {
    LoggedIn login(session_);
    ASSERT_THAT(login.log_in(CKU_SO, softhsm_token_.so_pin()), IsOk());
    EXPECT_EQ(state(), CKS_RW_SO_FUNCTIONS);
  }
  EXPECT_EQ(state(), CKS_RW_PUBLIC_SESSION);
  LoggedIn login(session_);
  ASSERT_THAT(login.log_in(CKU_USER, softhsm_token_.pin()), IsOk());
  EXPECT_EQ(state(), CKS_RW_USER_FUNCTIONS);
  EXPECT_THAT(login.log_out(), IsOk());
  EXPECT_EQ(state(), CKS_RW_PUBLIC_SESSION);
}

// Trap 17.
TEST_F(LoggedInOnSoftHsm, AWrongPinIsShownOnceAndItSaysWhoseItWas) {
  LoggedIn login(session_);
  const auto so = login.log_in(CKU_SO, pyx::testing::wrong_pin());
  EXPECT_THAT(so, FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(so, FailsSaying(Code::kAskPerson, "the SO's login"));
  EXPECT_THAT(login.log_in(CKU_USER, pyx::testing::wrong_pin()),
              FailsSaying(Code::kAskPerson, "the user's login"));
  EXPECT_EQ(faulty_.calls("C_Login"), 2U);
}

TEST_F(LoggedInOnSoftHsm, ALoginOfThisProcessThatIsThereAlreadyIsAConflict) {
  EXPECT_THAT(nobody_is_logged_in(session_), IsOk());
  LoggedIn first(session_);
  ASSERT_THAT(first.log_in(CKU_USER, softhsm_token_.pin()), IsOk());
  EXPECT_THAT(nobody_is_logged_in(session_), FailsWith(Code::kConflict));
  LoggedIn second(session_);
  EXPECT_THAT(second.log_in(CKU_USER, softhsm_token_.pin()), FailsWith(Code::kConflict));
  EXPECT_THAT(second.log_in(CKU_SO, softhsm_token_.so_pin()), FailsWith(Code::kConflict));
}

TEST_F(LoggedInOnSoftHsm, OneThatFailedEndsNobodysLogin) {
  LoggedIn first(session_);
  ASSERT_THAT(first.log_in(CKU_USER, softhsm_token_.pin()), IsOk());
  {
    LoggedIn second(session_);
    EXPECT_THAT(second.log_in(CKU_USER, softhsm_token_.pin()), FailsWith(Code::kConflict));
  }
  EXPECT_EQ(state(), CKS_RW_USER_FUNCTIONS);
}

}  // namespace logged_in_test
}  // namespace pyx::pkcs11
