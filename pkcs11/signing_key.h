// A key that signs, as it was found on the token once.
#pragma once

#include <p11-kit/pkcs11.h>

#include <optional>

#include "base/key_type.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/uuid.h"
#include "pkcs11/kept_keys.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

struct SigningKey {
  CK_OBJECT_HANDLE handle = CK_INVALID_HANDLE;  // of the private or secret key
  KeyType type = KeyType::kP256;
  std::optional<Scheme>
      scheme;  // the only one that the token lets the key do; nothing if the token
               // does not fix it
  std::size_t signature_bytes = 0;
  std::optional<PublicKey> public_key;  // of a key pair
  unsigned long login_epoch = 0;        // Login::epoch() under which the handle was found
};
using SigningKeys = KeptKeys<SigningKey>;

// The scheme follows from the type and from CKA_ALLOWED_MECHANISMS; without one, if the token does
// not read back a list of one mechanism. Errors: those of find_key; kRefused with SIGN-CHECKED if
// the one mechanism is none that signs.
Result<SigningKey> find_signing_key(const Session& session, const Uuid& id,
                                    unsigned long login_epoch);

// Of every signature by such a key; 32 for HMAC-SHA256, which has no public key.
std::size_t signature_bytes(const std::optional<PublicKey>& public_key);

}  // namespace pyx::pkcs11
