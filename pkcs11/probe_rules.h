// The part of a probe that tries to break the rules that a key's attributes state.
#pragma once

#include <vector>

#include "pkcs11/probe_report.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

// One line for each rule: "keeps CKA_SENSITIVE", ... kWorks means that the token refused to break
// it.
std::vector<ProbeLine> probe_rules(const Bench& bench);

}  // namespace pyx::pkcs11
