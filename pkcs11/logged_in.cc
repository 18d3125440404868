#include "pkcs11/logged_in.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/reveal.h"
#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {

LoggedIn::~LoggedIn() {
  if (logged_in_) session_.module()->C_Logout(session_.handle());
}

Result<void> LoggedIn::log_in(CK_USER_TYPE user, const Pin& pin) {
  const ByteView bytes = pin.bytes().reveal(reveal());
  const CK_RV rv = session_.module()->C_Login(
      session_.handle(), user, const_cast<CK_UTF8CHAR_PTR>(bytes.data()), bytes.size());
  logged_in_ = rv == CKR_OK;
  if (logged_in_) return {};
  Error failed = ckr_error(rv, "C_Login");
  const std::string whose = user == CKU_SO ? "the SO's login: " : "the user's login: ";
  failed.message = whose + failed.message;
  const std::array taken = {CKR_USER_ALREADY_LOGGED_IN, CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
                            CKR_SESSION_READ_ONLY_EXISTS};
  if (std::ranges::find(taken, rv) != taken.end()) {
    failed.code = Code::kConflict;
    failed.message = whose + "this process has the token open already; close it first";
  }
  return failed;
}

Result<void> LoggedIn::log_out() {
  logged_in_ = false;
  return from_ckr(session_.module()->C_Logout(session_.handle()), "C_Logout");
}

Result<void> nobody_is_logged_in(const Session& session) {
  CK_SESSION_INFO info{};
  PYX_TRY(
      from_ckr(session.module()->C_GetSessionInfo(session.handle(), &info), "C_GetSessionInfo"));
  if (info.state == CKS_RW_PUBLIC_SESSION) return {};
  return error(Code::kConflict,
               "this process is logged in on the token already, so that no PIN would be checked; "
               "do this in a process that is not");
}

}  // namespace pyx::pkcs11
