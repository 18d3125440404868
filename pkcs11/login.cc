#include "pkcs11/login.h"

#include "base/reveal.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/slot.h"

namespace pyx::pkcs11 {

Result<Session> Login::open_without_login(Access access) const {
  // The slot is looked up each time: a PIN must not be shown to another token put in its place.
  PYX_ASSIGN(const CK_SLOT_ID slot, slot_of(module_, identity_));
  return Session::open(module_, slot, access);
}

CK_RV Login::show_pin(const Session& session, CK_USER_TYPE user) {
  if (refused_) return *refused_;
  const ByteView pin = pin_->bytes().reveal(reveal());
  const CK_RV rv =
      module_->C_Login(session.handle(), user, const_cast<CK_UTF8CHAR_PTR>(pin.data()), pin.size());
  if (rv != CKR_OK && ckr_error(rv, "C_Login").code == Code::kAskPerson) refused_ = rv;
  return rv;
}

CK_RV Login::log_in(const Session& session) {
  const CK_RV rv = show_pin(session, CKU_USER);
  if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN) {
    epoch_.fetch_add(1, std::memory_order_acq_rel);
  }
  return rv;
}

Result<Session> Login::first_session(Access access) {
  PYX_ASSIGN(Session session, open_without_login(access));
  const std::scoped_lock lock(mutex_);
  const CK_RV rv = log_in(session);
  if (rv == CKR_USER_ALREADY_LOGGED_IN) {
    Error taken = ckr_error(rv, "C_Login");
    taken.code = Code::kConflict;
    taken.message = "this process is logged in on the token already, so the PIN cannot be checked";
    return taken;
  }
  PYX_TRY(from_ckr(rv, "C_Login"));
  checked_ = epoch();
  return session;
}

Result<void> Login::check_new_login(const Session& session) {
  if (checked_ == epoch()) return {};
  if (check_) PYX_TRY(check_(session));
  checked_ = epoch();
  return {};
}

Result<Session> Login::open_session(Access access) {
  PYX_ASSIGN(Session session, open_without_login(access));
  const std::scoped_lock lock(mutex_);
  PYX_ASSIGN(const bool logged_in, session.user_is_logged_in());
  if (!logged_in) {
    const CK_RV rv = log_in(session);
    if (rv != CKR_USER_ALREADY_LOGGED_IN) PYX_TRY(from_ckr(rv, "C_Login"));
  }
  PYX_TRY(check_new_login(session));
  return session;
}

Result<void> Login::confirm(const Session& session) {
  const std::scoped_lock lock(mutex_);
  return from_ckr(show_pin(session, CKU_CONTEXT_SPECIFIC), "C_Login");
}

}  // namespace pyx::pkcs11
