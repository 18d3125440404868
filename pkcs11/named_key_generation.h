// Making a person's key pair on his token.
#pragma once

#include "base/key_type.h"
#include "base/result.h"
#include "pkcs11/named_key.h"

namespace pyx::pkcs11 {

// A token key pair that signs: private, sensitive, not extractable, born there. All of it is read
// back, and a key of which the token says anything else is destroyed again (KEY-READBACK).
//   session  read-write, logged in
//   type     kEd25519 or kP256
//   name     both parts, neither empty, neither of them on the token yet
// Errors: kBadInput; kConflict if an object has the CKA_ID or the label; kRefused with
// KEY-READBACK; what C_GenerateKeyPair says.
// Source: PKCS#11 v3.1, C_GenerateKeyPair; 6.3 "Elliptic curve".
Result<NamedKey> generate_named_key(const Session& session, KeyType type, const KeyName& name);

// Destroys both halves of a key that generate_named_key made. Errors: what C_DestroyObject says.
Result<void> destroy_named_key(const Session& session, const NamedKey& key);

}  // namespace pyx::pkcs11
