// Opening with a person's RSA key what was encrypted to it.
#pragma once

#include <p11-kit/pkcs11.h>

#include <functional>

#include "base/bytes.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// RSAES-OAEP with SHA-256, MGF1 of it and no label. A token that does not do it so (SoftHSM2 knows
// SHA-1 only) is asked for the bare RSA, and the padding is taken off in locked memory.
//   key        with CKA_DECRYPT; `public_half` is its own
//   encrypted  as long as the modulus and below it: no module sees another
//   confirm    called between C_DecryptInit and C_Decrypt: the login of a key that asks each time
// Errors: kBadInput if it was not encrypted to the key; those of `confirm`; what C_DecryptInit and
// C_Decrypt say.
// Source: PKCS#11 v3.1, C_Decrypt; mechanisms CKM_RSA_PKCS_OAEP and CKM_RSA_X_509.
Result<SecretBytes> decrypt_oaep(const Session& session, CK_OBJECT_HANDLE key,
                                 const PublicKey& public_half, ByteView encrypted,
                                 const std::function<Result<void>()>& confirm);

}  // namespace pyx::pkcs11
