// Wrapped keys brought under another wrap key, inside a token: for keys that can be wrapped nowhere
// any more, since where they live they were themselves brought in from a backup.
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/key_wrapping.h"
#include "pkcs11/pin.h"
#include "pkcs11/token_uri.h"
#include "pkcs11/wrapped_key.h"

namespace pyx::pkcs11 {

// A wrapped key, and what shows that it is the key of the record.
struct PassingKey {
  WrappedKey key;
  Bytes input;        // a ProofInput
  CheckAnswer check;  // its error ends all of it, and names the key
};

// In the session of wrap_keys(): the new wrap key is made by the SO, the old one by the user, and
// can only unwrap, into session objects that are sensitive and wrapped under trusted keys only
// (CKA_UNWRAP_TEMPLATE, if the token takes it). Each key is unwrapped, read back, made to answer,
// wrapped and destroyed, one after the other; none is ever a token object. The keys that live on
// the token are not touched. Where there is no SO, as in wrap_keys().
//   old_wrap_key, new_wrap_key  kWrapKeyBytes; not kept
//   keys                        kBroughtIn and kUnderTrusted; at least one
// Errors: those of WrapSession::open; kBadInput; kToken if none of its mechanisms unwraps RFC 5649,
// if it refuses the template, or with CKR_WRAPPED_KEY_INVALID and the like if bytes do not open
// under the old wrap key, naming the key; kRefused with KEY-READBACK; with KEY-PROVEN if another
// key comes out. Then nothing is handed out, and nothing of it is left on the token.
// Source: PKCS#11 v3.1, C_Login, C_CreateObject, C_UnwrapKey, C_WrapKey.
Result<WrappedKeys> rewrap_keys(const TokenUri& uri, const Pin& so_pin, const Pin& user_pin,
                                const SecretBytes& old_wrap_key, const SecretBytes& new_wrap_key,
                                std::span<const PassingKey> keys);

}  // namespace pyx::pkcs11
