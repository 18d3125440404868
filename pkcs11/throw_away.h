// An object on a token that nobody is to find there afterwards.
#pragma once

#include <p11-kit/pkcs11.h>

#include <utility>

#include "base/result.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// Destroyed at the end of its scope; a moved-from one holds nothing.
// Lifetime: `session` outlives it.
class ThrowAway {
 public:
  ThrowAway(const Session& session, CK_OBJECT_HANDLE object)
      : session_(&session), object_(object) {}
  ThrowAway(ThrowAway&& from) noexcept
      : session_(from.session_), object_(std::exchange(from.object_, CK_INVALID_HANDLE)) {}
  ThrowAway& operator=(ThrowAway&&) = delete;
  ~ThrowAway() {
    if (object_ != CK_INVALID_HANDLE) {
      session_->module()->C_DestroyObject(session_->handle(), object_);
    }
  }
  // For whoever must know that it is gone. Errors: what C_DestroyObject says; it is not tried
  // again.
  Result<void> destroy() {
    const CK_OBJECT_HANDLE object = std::exchange(object_, CK_INVALID_HANDLE);
    return from_ckr(session_->module()->C_DestroyObject(session_->handle(), object),
                    "C_DestroyObject");
  }
  CK_OBJECT_HANDLE get() const { return object_; }

 private:
  const Session* session_;
  CK_OBJECT_HANDLE object_;
};

}  // namespace pyx::pkcs11
