// Finds out what a token can by doing it: a mechanism that is listed need not work, one that is not
// listed may, and an attribute that is accepted need not be enforced.
#pragma once

#include <p11-kit/pkcs11.h>

#include "base/result.h"
#include "pkcs11/probe_report.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// All keys are session objects and are destroyed one by one; what a broken token forgets goes with
// the session. On a token without session objects they are token objects with the label "pyx
// probe". Never gives a module an input that is known to crash one.
//   session  read-write, logged in
// Errors: kToken if one of its objects is left; kRetry if the session breaks on the way.
Result<ProbeReport> probe_token(const Session& session, CK_SLOT_ID slot, ProbeScope scope);

}  // namespace pyx::pkcs11
