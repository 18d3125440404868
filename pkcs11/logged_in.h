// A login for the length of a scope, on a session of one's own: for what the SO does, and for what
// must see that a PIN is checked. The login that lasts is pkcs11/login.h.
#pragma once

#include <p11-kit/pkcs11.h>

#include "base/result.h"
#include "pkcs11/pin.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// Ends the login when its scope ends. A failure to log out then is not told: the session closes
// next, and the login goes with the last session.
// Threads: one at a time. Lifetime: `session` outlives it.
class LoggedIn {
 public:
  explicit LoggedIn(const Session& session) : session_(session) {}
  LoggedIn(const LoggedIn&) = delete;
  LoggedIn& operator=(const LoggedIn&) = delete;
  ~LoggedIn();

  // Shows the PIN once (trap 17). Errors: those of C_Login, saying whose login it was; kConflict if
  // this process is logged in on the token, or has a read-only session there.
  // Source: PKCS#11 v3.1, C_Login with CKU_SO or CKU_USER.
  Result<void> log_in(CK_USER_TYPE user, const Pin& pin);
  Result<void> log_out();

 private:
  const Session& session_;
  bool logged_in_ = false;
};

// Errors: kConflict if this process is logged in on the session's token: no PIN would be checked
// there. `session` is read-write.
Result<void> nobody_is_logged_in(const Session& session);

}  // namespace pyx::pkcs11
