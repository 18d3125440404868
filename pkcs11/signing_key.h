// A key that signs, as it was found on the token once, and the map of those found.
#pragma once

#include <p11-kit/pkcs11.h>

#include <memory>
#include <optional>
#include <shared_mutex>
#include <unordered_map>

#include "base/key_type.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/uuid.h"
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

// The scheme follows from the type and from CKA_ALLOWED_MECHANISMS; without one, if the token does
// not read back a list of one mechanism. Errors: those of find_key; kRefused with SIGN-CHECKED if
// the one mechanism is none that signs.
Result<SigningKey> find_signing_key(const Session& session, const Uuid& id,
                                    unsigned long login_epoch);

// Of every signature by such a key; 32 for HMAC-SHA256, which has no public key.
std::size_t signature_bytes(const std::optional<PublicKey>& public_key);

// Finding costs 18 us for each object on the token, so each key is found once (traps 13 and 14).
// Threads: any, at a time.
class SigningKeys {
 public:
  // Nothing if it was not found yet, or was found under an earlier login.
  std::shared_ptr<const SigningKey> get(const Uuid& id, unsigned long login_epoch) const;
  std::shared_ptr<const SigningKey> keep(const Uuid& id, SigningKey key);
  void forget(const Uuid& id);

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<Uuid, std::shared_ptr<const SigningKey>, UuidHash> keys_;
};

}  // namespace pyx::pkcs11
