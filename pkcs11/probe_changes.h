// The part of a probe that tries to change, copy and destroy keys that say no.
#pragma once

#include <vector>

#include "pkcs11/rule_finding.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

// modifiable: switches further uses on, on keys as strict as those that Pyx makes.
// copies: asks for copies that are less strict than the key.
// copyable, destroyable: copies and destroys a key that says no.
std::vector<RuleFinding> probe_changes(const Bench& bench);

}  // namespace pyx::pkcs11
