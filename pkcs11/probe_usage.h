// The part of a probe that tries to use keys for what they are not meant for.
#pragma once

#include <vector>

#include "pkcs11/rule_finding.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

// usage: signs, wraps and decrypts with keys that may not.
// allowed-mechanisms: signs with a mechanism that is not in the key's list: HMAC-SHA1 with a key
// for HMAC-SHA256, padded RSA with a key for raw RSA.
// always-authenticate: signs without the PIN that must precede each signature.
std::vector<RuleFinding> probe_usage(const Bench& bench);

}  // namespace pyx::pkcs11
