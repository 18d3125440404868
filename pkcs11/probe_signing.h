// The part of a probe that makes keys of every type and uses them.
#pragma once

#include <vector>

#include "pkcs11/probe_report.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

// Two lines for each key type and purpose that fit and sign: "generate p-256 for sign" and "sign
// ecdsa-sha256 with p-256", the second checked outside of the token (HMAC: by the token). The same
// for a key that opens envelopes: "agree ecdh with p-256". Purposes that ask the same of a token as
// another are not tried twice.
std::vector<ProbeLine> probe_signing(const Bench& bench);

}  // namespace pyx::pkcs11
