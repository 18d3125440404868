// The part of a probe that tries to break the rules that a key's attributes state.
#pragma once

#include <vector>

#include "pkcs11/rule_finding.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

// One finding for each of kTokenRules, in that order. Each rule is tried on a secret key and on a
// private key, as far as the token makes them.
std::vector<RuleFinding> probe_rules(const Bench& bench);

}  // namespace pyx::pkcs11
