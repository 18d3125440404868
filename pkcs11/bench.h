// Measures how fast a token signs, with throw-away session keys.
#pragma once

#include <vector>

#include "base/result.h"
#include "pkcs11/bench_report.h"
#include "pkcs11/login.h"

namespace pyx::pkcs11 {

// Makes one session key (pair), lets it sign once and checks that, then runs C_SignInit and C_Sign
// in a loop in each number of threads, one session each; nothing else is inside the measured time.
// The key is destroyed and looked for; no object that was there before is touched.
//   returns  one line for each number of threads, in that order; a line may have failed
// Errors: kBadInput if such a key does not sign or the plan has no time or no thread; kToken with
// CKR if the token cannot make the key or sign with it; kToken without CKR if its signature is
// wrong or something is left on the token.
Result<std::vector<BenchLine>> bench_token(Login& login, const BenchPlan& plan);

}  // namespace pyx::pkcs11
