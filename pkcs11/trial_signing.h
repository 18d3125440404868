// A throw-away key that signs something worthless, to see whether and how fast it does.
#pragma once

#include "base/bytes.h"
#include "pkcs11/signing_key.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

struct TrialKey {
  SigningKey key;
  Scheme scheme = Scheme::kEd25519;
  Bytes input;  // as SignJob wants it for the scheme
};

// Reads the public half, if there is one, and checks what the key would be given: no module sees an
// input that is known to crash one.
// Errors: what reading says; those of may_sign.
Result<TrialKey> trial_key(const Bench& bench, const ThrowAwayKey& made, Scheme scheme);

// Signs once; the signature is checked outside of the token (HMAC: by the token).
// Errors: kToken if it is wrong; those of sign_one.
Result<void> sign_and_check(const Bench& bench, const TrialKey& trial);

}  // namespace pyx::pkcs11
