// The session in which keys are wrapped: the SO makes the wrap key there, logs out, and the user
// logs in on the same session and wraps. The wrap key goes with it.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/key_type.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/pin.h"
#include "pkcs11/session.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"
#include "pkcs11/wrapped_key.h"

namespace pyx::pkcs11 {

// Threads: one at a time.
class WrapSession {
 public:
  // A token that has no SO beside its user (NSS softokn) wraps under a key that is not trusted, if
  // every spec has the exception wrap-with-trusted. Nothing is asked again: a refused PIN, of the
  // SO or of the user, was shown once (trap 17).
  //   so_pin, user_pin  of the one token that `uri` names
  //   wrap_key          kWrapKeyBytes; not kept
  //   specs             of the keys that are to be wrapped: their types have a say in the mechanism
  // Errors: kBadInput; kAskPerson (a PIN, and whose); kConflict if this process is logged in on the
  // token or has a read-only session on it; kNotFound; kRefused with KEY-READBACK, or with
  // TOKEN-ENFORCES (no SO, and no exception); kToken if none of its mechanisms gives RFC 5649;
  // those of find_token.
  // Source: PKCS#11 v3.1, C_Login, C_CreateObject.
  static Result<WrapSession> open(const TokenUri& uri, const Pin& so_pin, const Pin& user_pin,
                                  const SecretBytes& wrap_key, std::span<const KeySpec> specs);
  WrapSession(WrapSession&&) noexcept;
  WrapSession& operator=(WrapSession&&) = delete;
  ~WrapSession();

  const Session& session() const;  // read-write, the user logged in
  WrapKeyMaker wrap_key_maker() const;
  std::string mechanism() const;  // "CKM_AES_KEY_WRAP_PAD"

  // The bytes of docs/formats/wrapped-key.md. Errors: what C_WrapKey says, naming the key of the
  // spec; kToken if no key of its type has so many bytes. Source: PKCS#11 v3.1, C_WrapKey.
  Result<Bytes> wrap(CK_OBJECT_HANDLE key, const KeySpec& spec) const;
  // Destroys the wrap key and logs out: nothing is to be handed out before this has succeeded.
  Result<void> close();

 private:
  struct Parts;
  explicit WrapSession(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace pyx::pkcs11
