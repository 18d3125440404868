// Making keys that are as strict as KEY-READBACK demands.
#pragma once

#include <functional>

#include "base/result.h"
#include "pkcs11/key_rules.h"
#include "pkcs11/objects.h"
#include "pkcs11/token.h"
#include "pkcs11/tolerance.h"

namespace pyx::pkcs11 {

// Makes a token key, reads it back and compares; what differs is destroyed again. CKR_GENERAL_ERROR
// to the making itself is asked a second time, in a session of its own, once nothing with the
// CKA_ID is there any more.
//   session        read-write, logged in
//   fresh_session  opens another of that kind, to destroy in
// Errors: kBadInput (check_spec); kConflict if the CKA_ID is taken; kRefused with
// KEY-READBACK; what C_GenerateKey(Pair) says.
// Source: PKCS#11 v3.1, C_GenerateKeyPair, C_GenerateKey.
Result<KeyFacts> generate_key(const Session& session, const KeySpec& spec,
                              const std::function<Result<Session>()>& fresh_session);

// The bare call, for a token key or a throw-away key; asked with tolerance (pkcs11/tolerance.h).
Result<KeyObjects> make_key(const Session& session, const KeySpec& spec, Lifetime lifetime,
                            GeneralError general_error = GeneralError::kStands);

}  // namespace pyx::pkcs11
