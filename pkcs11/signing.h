// One signature: what may be asked of a key, and the two calls that make it.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "pkcs11/session.h"
#include "pkcs11/signing_key.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

// Everything that must hold before the module sees the input: SoftHSM2 ends the process at a raw
// RSA input that is one byte too long.
// Errors: kRefused with SIGN-CHECKED if the scheme is not the key's, or if nothing fixes the key to
// one; kBadInput if the input does not fit it.
Result<void> may_sign(const SigningKey& key, const SignJob& job);

// Precondition: may_sign(key, job). A raw RSA result is checked with the public key before it is
// returned: one fault in the token's arithmetic would otherwise give the key away.
// Errors: kToken with SIGN-CHECKED if that check fails; what C_SignInit and C_Sign say.
// Source: PKCS#11 v3.1, C_SignInit, C_Sign.
Result<Bytes> sign_one(const Session& session, const SigningKey& key, const SignJob& job);

}  // namespace pyx::pkcs11
