// The one encryption by which a key for encryption shows that it is itself: of what everybody
// knows, with a nonce that follows from it, so that every token that has the key gives the same.
#pragma once

#include <p11-kit/pkcs11.h>

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "pkcs11/session.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

// SHA-256 of what AES-256-GCM makes of `message` and of nothing else: ciphertext and tag of 16
// bytes, under the nonce that is the first 12 bytes of SHA-256(message). Only the digest leaves
// this function: the ciphertext would tell a piece of the key's stream.
//   key      AES-256 with CKA_ENCRYPT
//   message  custody's own (custody/backups/proof_message.h); nothing else is encrypted under a
//            nonce that is its digest
// Errors: kBadInput for an empty message; kToken for an answer of another size; what C_EncryptInit
// and C_Encrypt say.
// Source: PKCS#11 v3.1, C_Encrypt; mechanism CKM_AES_GCM; SP 800-38D.
Result<Sha256> check_by_encryption(const Session& session, CK_OBJECT_HANDLE key, ByteView message);

// The same of the vault's key with this CKA_ID. Errors: those of find_key; kRefused with
// SIGN-CHECKED if it is no AES key, one that the token fixes to another mechanism, or one that
// neither the token nor the caller's policy (`fixed`) fixes.
Result<Sha256> check_key_by_encryption(const Session& session, const Uuid& id, ByteView message,
                                       SchemeFixed fixed);

}  // namespace pyx::pkcs11
