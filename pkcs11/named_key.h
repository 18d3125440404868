// A person's key pair on his token, found by name. Unlike a vault's keys (pkcs11/objects.h) it may
// have been made by any program: any CKA_ID, and the public half as an object or a certificate.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string>

#include "base/public_key.h"
#include "base/result.h"
#include "pkcs11/key_name.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

struct NamedKey {
  CK_OBJECT_HANDLE private_key = CK_INVALID_HANDLE;
  Bytes id;
  std::string label;
  bool asks_each_time = false;  // CKA_ALWAYS_AUTHENTICATE: each signature wants a login of its own
};

// The one private key of that name. Nothing on the token is taken by guess (trap 15).
//   session  logged in
// Errors: kBadInput (no name); kNotFound, naming the keys that are there; kConflict if two private
// keys answer to the name, or another one has the same CKA_ID.
Result<NamedKey> find_named_key(const Session& session, const KeyName& name);

// The public key of that name: from the public key object, or else from the certificate.
//   session  need not be logged in
// Errors: kBadInput (no name); kNotFound; kConflict if two of them answer and differ; kToken if
// what the token shows is no key that Pyx knows.
Result<PublicKey> find_named_public_key(const Session& session, const KeyName& name);
// The same for the public half of a private key: by CKA_ID, or by label if it has no CKA_ID.
Result<PublicKey> find_public_half(const Session& session, const NamedKey& key);

}  // namespace pyx::pkcs11
