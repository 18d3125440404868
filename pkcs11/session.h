// One open session on one slot.
#pragma once

#include <p11-kit/pkcs11.h>

#include <utility>

#include "base/result.h"
#include "pkcs11/module.h"

namespace pyx::pkcs11 {

enum class Access { kReadOnly, kReadWrite };

// The destructor closes it; a moved-from session holds nothing. Login is apart (pkcs11/login.h).
// Threads: one at a time. Lifetime: `module` outlives the session.
// Source: PKCS#11 v3.1, C_OpenSession, C_CloseSession, C_GetSessionInfo.
class Session {
 public:
  // Errors: kToken with CKR_SLOT_ID_INVALID; kRetry with CKR_TOKEN_NOT_PRESENT or
  // CKR_SESSION_COUNT; what else C_OpenSession says.
  static Result<Session> open(const Module& module, CK_SLOT_ID slot, Access access);

  Session(Session&& from) noexcept
      : module_(from.module_), handle_(std::exchange(from.handle_, CK_INVALID_HANDLE)) {}
  Session& operator=(Session&&) = delete;
  ~Session();

  Result<void> close();  // for whoever must know that it closed
  Result<bool> user_is_logged_in() const;

  CK_SESSION_HANDLE handle() const { return handle_; }
  const Module& module() const { return *module_; }

 private:
  Session(const Module& module, CK_SESSION_HANDLE handle) : module_(&module), handle_(handle) {}
  const Module* module_;
  CK_SESSION_HANDLE handle_;
};

}  // namespace pyx::pkcs11
