#include "pkcs11/session_pool.h"

#include <thread>

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace session_pool_test {

constexpr Duration kShort{20};

class SessionPoolOnSoftHsm : public OnSoftHsm {
 protected:
  pyx::testing::FaultyModule faulty_;
  Module module_ = must(Module::load(faulty_.path()));
  TokenIdentity identity_ = must(slots_with_tokens(module_)).front().identity;
  CK_SLOT_ID slot_ = must(slot_of(module_, identity_));
  Login login_{module_, identity_, softhsm_token_.pin()};
  SessionPool pool_{login_, must(login_.first_session(Access::kReadOnly)), 2, kShort};
};

TEST_F(SessionPoolOnSoftHsm, ASessionPutBackIsUsedAgain) {
  CK_SESSION_HANDLE first = CK_INVALID_HANDLE;
  { first = must(pool_.take()).session().handle(); }
  EXPECT_EQ(must(pool_.take()).session().handle(), first);
}

TEST_F(SessionPoolOnSoftHsm, TwoOnLoanAreTwoSessionsAndTheThirdWaitsInVain) {
  const auto one = must(pool_.take());
  const auto two = must(pool_.take());
  EXPECT_NE(one.session().handle(), two.session().handle());
  EXPECT_THAT(pool_.take(), FailsWith(Code::kRetry));
}

TEST_F(SessionPoolOnSoftHsm, WhoeverWaitsGetsTheSessionThatComesBack) {
  SessionPool pool(login_, must(login_.open_session(Access::kReadOnly)), 1);
  std::optional<SessionPool::Lease> held(must(pool.take()));
  std::thread waiting([&] { EXPECT_THAT(pool.take(), IsOk()); });
  held.reset();
  waiting.join();
}

TEST_F(SessionPoolOnSoftHsm, ADroppedSessionIsClosedAndItsPlaceOpensAgain) {
  const auto keeps_the_login = must(pool_.take());
  CK_SESSION_HANDLE broken = CK_INVALID_HANDLE;
  {
    auto lease = must(pool_.take());
    broken = lease.session().handle();
    lease.drop();
  }
  CK_SESSION_INFO info{};
  EXPECT_EQ(module_->C_GetSessionInfo(broken, &info), CKR_SESSION_HANDLE_INVALID);
  const auto fresh = must(pool_.take());
  EXPECT_NE(fresh.session().handle(), broken);
  EXPECT_TRUE(must(fresh.session().user_is_logged_in()));
}

TEST_F(SessionPoolOnSoftHsm, AReplacedSessionIsLoggedInEvenAfterAllWereClosed) {
  auto lease = must(pool_.take());
  ASSERT_EQ(module_->C_CloseAllSessions(slot_), CKR_OK);
  ASSERT_THAT(lease.replace(), IsOk());
  EXPECT_TRUE(must(lease.session().user_is_logged_in()));
}

TEST_F(SessionPoolOnSoftHsm, APlaceThatCannotBeOpenedIsNotLost) {
  const auto held = must(pool_.take());
  faulty_.fail("C_OpenSession", CKR_SESSION_COUNT, 3);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(pool_.take(), FailsWithCkr(CKR_SESSION_COUNT));
  EXPECT_THAT(pool_.take(), IsOk());
}

}  // namespace session_pool_test
}  // namespace pyx::pkcs11
