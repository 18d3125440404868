// An ECDH agreement with a key that opens envelopes: what may be asked of it, and the calls that
// make it. The token multiplies; what is done with the result is done in locked memory.
#pragma once

#include <p11-kit/pkcs11.h>

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "base/uuid.h"
#include "pkcs11/kept_keys.h"
#include "pkcs11/session.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

struct AgreementKey {
  CK_OBJECT_HANDLE handle = CK_INVALID_HANDLE;  // of the private key
  SchemeFixed fixed = SchemeFixed::kByPolicy;   // whether the token keeps it to CKM_ECDH1_DERIVE
  unsigned long login_epoch = 0;                // Login::epoch() under which the handle was found
};
using AgreementKeys = KeptKeys<AgreementKey>;

// Errors: those of find_key; kRefused with SIGN-CHECKED if it is no P-256 pair, or one that the
// token fixes to another mechanism.
Result<AgreementKey> find_agreement_key(const Session& session, const Uuid& id,
                                        unsigned long login_epoch);

// No token sees a point that is none: one off the curve draws bits of the private key out of a
// module that does not look. Errors: kBadInput, and which.
Result<void> check_peers(std::span<const Bytes> peers);

// `fixed`: what the caller's policy says. Errors: kRefused with SIGN-CHECKED if neither it nor the
// token fixes the key.
Result<void> may_agree(const AgreementKey& key, const Uuid& id, SchemeFixed fixed);

// The x of private key * peer, as long as a coordinate of the peer. It is a session object for a
// moment, read and destroyed: after a failed call it may be there still, until the session is
// closed.
// Precondition: the peer is a point of the key's curve (check_peers); may_agree.
// Errors: kToken if what the token gives is of another length; what C_DeriveKey,
// C_GetAttributeValue and C_DestroyObject say.
// Source: PKCS#11 v3.1, C_DeriveKey; mechanism CKM_ECDH1_DERIVE with CKD_NULL.
Result<SecretBytes> agree_one(const Session& session, const AgreementKey& key, ByteView peer);

}  // namespace pyx::pkcs11
