// A CK_RV as an Error, made in this one place, at once after the call.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string_view>

#include "base/result.h"

namespace pyx::pkcs11 {

// kRetry: the session, the token or memory went away and may come back. kAskPerson: the PIN needs a
// person. kToken: everything else. `call` is a literal: "C_Sign".
// Source: PKCS#11 v3.1, 5.1 "Function return values".
[[nodiscard]] Result<void> from_ckr(CK_RV rv, std::string_view call,
                                    boost::source_location where = BOOST_CURRENT_LOCATION);
// The same for an answer that is known to be no CKR_OK.
Error ckr_error(CK_RV rv, std::string_view call,
                boost::source_location where = BOOST_CURRENT_LOCATION);

// What must be done with a session after it gave this answer.
enum class Recovery {
  kNone,          // the session is as good as before
  kFreshSession,  // it is gone or stuck; the same call on a fresh one may work
  kFindAgain,     // the key's handle is stale: a fresh session with its login, and a new handle
  kDropSession,   // nobody can say what state it is in: replace it, but the answer stands
};
Recovery recovery_after(CK_RV rv);

}  // namespace pyx::pkcs11
