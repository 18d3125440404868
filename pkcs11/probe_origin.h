// The part of a probe that compares what a token says of a key's past with what happened.
#pragma once

#include <vector>

#include "pkcs11/rule_finding.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

// local, always-sensitive, never-extractable: each must read true of keys made on the token; and
// false of a key that was brought in or unwrapped, also when its template claims it.
std::vector<RuleFinding> probe_origin(const Bench& bench);

}  // namespace pyx::pkcs11
