// A public key as the token tells it, checked by base/public_key.h.
#pragma once

#include "base/bytes.h"
#include "base/key_type.h"
#include "base/public_key.h"
#include "base/result.h"
#include "pkcs11/objects.h"

namespace pyx::pkcs11 {

// From CKA_MODULUS and CKA_PUBLIC_EXPONENT, or CKA_EC_PARAMS and CKA_EC_POINT.
// Errors: kToken if the token's answer is no key that Pyx knows.
Result<PublicKey> read_public_half(const Session& session, PublicKeyHandle key);

// CKA_EC_POINT is the DER of an OCTET STRING, but modules that give the bare point exist. Which it
// is follows from the length, which the curve fixes. Errors: kToken for any other length or form.
// Source: PKCS#11 v3.1, 6.3.3 "ECDSA public keys", 6.3.5 "Edwards elliptic curve public keys".
Result<Bytes> bare_point(KeyType curve, ByteView ec_point);

// The public key as CKA_MODULUS or, bare, as a point: 04 || x || y.
ByteView public_body(const PublicKey& key);

// NSS softokn makes a private key on a curve only if it is told the public point beside it, in an
// attribute of its own.
inline constexpr CK_ATTRIBUTE_TYPE kNssDb = 0xD5A0DB00;  // CKA_NSS_DB
// Whether an answer to C_UnwrapKey or C_CreateObject asks for it.
bool wants_nss_db(CK_RV rv, KeyType type);

}  // namespace pyx::pkcs11
