// The part of a probe that tries to get a key out of the token.
#pragma once

#include <vector>

#include "pkcs11/rule_finding.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

// sensitive: reads the value, also after CKA_SENSITIVE was set to false.
// extractable: wraps the key under another, also after CKA_EXTRACTABLE was set to true.
// wrap-with-trusted: wraps such a key under a key that nobody trusts.
// trusted: makes a key with CKA_TRUSTED, or sets it, as the user.
// unwrap-template: unwraps a key weaker than the wrap key's template demands.
std::vector<RuleFinding> probe_secrecy(const Bench& bench);

}  // namespace pyx::pkcs11
