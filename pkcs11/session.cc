#include "pkcs11/session.h"

#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {

Result<Session> Session::open(const Module& module, CK_SLOT_ID slot, Access access) {
  CK_FLAGS flags = CKF_SERIAL_SESSION;
  if (access == Access::kReadWrite) flags |= CKF_RW_SESSION;
  CK_SESSION_HANDLE handle = CK_INVALID_HANDLE;
  PYX_TRY(from_ckr(module->C_OpenSession(slot, flags, nullptr, nullptr, &handle), "C_OpenSession"));
  return Session(module, handle);
}

Session::~Session() {
  if (handle_ != CK_INVALID_HANDLE) (*module_)->C_CloseSession(handle_);
}

Result<void> Session::close() {
  const CK_SESSION_HANDLE handle = std::exchange(handle_, CK_INVALID_HANDLE);
  return from_ckr((*module_)->C_CloseSession(handle), "C_CloseSession");
}

Result<bool> Session::user_is_logged_in() const {
  CK_SESSION_INFO info{};
  PYX_TRY(from_ckr((*module_)->C_GetSessionInfo(handle_, &info), "C_GetSessionInfo"));
  return info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS;
}

}  // namespace pyx::pkcs11
