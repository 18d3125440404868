// The user's login, which all our sessions on a token share, and the sessions opened under it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "base/result.h"
#include "pkcs11/module.h"
#include "pkcs11/pin.h"
#include "pkcs11/session.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

// Keeps the PIN, to log in again when the token forgot the login. Once the token has refused the
// PIN, no further login is tried, ever: a loop on CKR_PIN_INCORRECT locks a token (trap 17).
// Nobody calls C_Logout: it would end the login of every session; the login ends with the last one.
// Threads: any, at a time. Lifetime: `module` outlives it.
// Source: PKCS#11 v3.1, C_Login, 5.6 "Session management functions".
class Login {
 public:
  Login(const Module& module, TokenIdentity identity, std::shared_ptr<const Pin> pin)
      : module_(module), identity_(std::move(identity)), pin_(std::move(pin)) {}
  Login(const Module& module, TokenIdentity identity, Pin pin)
      : Login(module, std::move(identity), std::make_shared<const Pin>(std::move(pin))) {}

  // Asked after each login but the first, before any session of it is given out: is this still the
  // same token? A token that was pulled out has lost the login. Set before the login is shared.
  using Check = std::function<Result<void>(const Session&)>;
  void check_later_logins(Check check) { check_ = std::move(check); }

  // The first session; its C_Login is what checks the PIN.
  // Errors: kAskPerson (the PIN); kConflict if this process is logged in on the token already,
  // since then the token looks at no PIN; the errors of open_session.
  Result<Session> first_session(Access access);
  // A new session on this very token, wherever it sits now, logged in.
  // Errors: kAskPerson once the PIN was refused; kRetry with CKR_TOKEN_NOT_PRESENT; those of the
  // check, of Session::open and C_Login.
  Result<Session> open_session(Access access);

  // The second login that a key with CKA_ALWAYS_AUTHENTICATE wants between C_SignInit and C_Sign.
  // Errors: kAskPerson; none is tried once the PIN was refused.
  // Source: PKCS#11 v3.1, C_Login with CKU_CONTEXT_SPECIFIC.
  Result<void> confirm(const Session& session);

  // Counts the logins. A handle found under an earlier one may be stale or name another object.
  unsigned long epoch() const { return epoch_.load(std::memory_order_acquire); }
  const TokenIdentity& identity() const { return identity_; }

 private:
  Result<Session> open_without_login(Access access) const;
  CK_RV log_in(const Session& session);
  CK_RV show_pin(const Session& session, CK_USER_TYPE user);
  Result<void> check_new_login(const Session& session);

  const Module& module_;
  const TokenIdentity identity_;
  const std::shared_ptr<const Pin> pin_;
  Check check_;
  std::mutex mutex_;
  std::optional<CK_RV> refused_;  // how the token refused the PIN
  unsigned long checked_ = 0;     // the newest login that passed the check
  std::atomic<unsigned long> epoch_ = 0;
};

}  // namespace pyx::pkcs11
