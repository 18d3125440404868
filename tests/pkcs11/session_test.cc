#include "pkcs11/session.h"

#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace session_test {

constexpr CK_SLOT_ID kUnknownSlot = 0x7fffffff;

class SessionOnSoftHsm : public OnSoftHsm {
 protected:
  Module module_ = must(Module::load(pyx::testing::kSoftHsmModule));
  CK_SLOT_ID slot_ = must(slots_with_tokens(module_)).front().slot;
};

TEST_F(SessionOnSoftHsm, OpenOnUnknownSlotSaysSlotIdInvalid) {
  EXPECT_THAT(Session::open(module_, kUnknownSlot, Access::kReadOnly),
              FailsWithCkr(CKR_SLOT_ID_INVALID));
}

TEST_F(SessionOnSoftHsm, ANewSessionIsNotLoggedIn) {
  const Session session = must(Session::open(module_, slot_, Access::kReadOnly));
  EXPECT_FALSE(must(session.user_is_logged_in()));
}

TEST_F(SessionOnSoftHsm, TheDestructorCloses) {
  CK_SESSION_HANDLE handle = CK_INVALID_HANDLE;
  {
    const Session session = must(Session::open(module_, slot_, Access::kReadOnly));
    handle = session.handle();
  }
  CK_SESSION_INFO info{};
  EXPECT_EQ(module_->C_GetSessionInfo(handle, &info), CKR_SESSION_HANDLE_INVALID);
}

TEST_F(SessionOnSoftHsm, AMovedFromSessionHoldsNothing) {
  Session from = must(Session::open(module_, slot_, Access::kReadOnly));
  const CK_SESSION_HANDLE handle = from.handle();
  const Session to = std::move(from);
  EXPECT_EQ(to.handle(), handle);
  EXPECT_EQ(from.handle(), CK_INVALID_HANDLE);  // NOLINT(bugprone-use-after-move): what is tested
}

TEST_F(SessionOnSoftHsm, CloseOfASessionThatIsGoneSaysSo) {
  Session session = must(Session::open(module_, slot_, Access::kReadOnly));
  ASSERT_EQ(module_->C_CloseAllSessions(slot_), CKR_OK);
  EXPECT_THAT(session.close(), FailsWithCkr(CKR_SESSION_HANDLE_INVALID));
  EXPECT_EQ(session.handle(), CK_INVALID_HANDLE);
}

}  // namespace session_test
}  // namespace pyx::pkcs11
