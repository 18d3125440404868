// Keys wrapped out of their token for a backup, in a session that two people log in on, one after
// the other: the SO makes the wrap key, the user wraps.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/pin.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"
#include "pkcs11/wrapped_key.h"

namespace pyx::pkcs11 {

struct WrappedKeys {
  std::vector<Bytes> keys;  // in the order of the specs; docs/formats/wrapped-key.md
  WrapKeyMaker wrap_key_maker = WrapKeyMaker::kSo;
  std::string mechanism;  // "CKM_AES_KEY_WRAP_PAD": for the record, says nothing of the bytes
};

// The wrap key is on the token for as long as this takes, as a session object, and nothing of it is
// left there. Each key is read back before (KEY-READBACK). A token that has no SO beside its user
// (NSS softokn) wraps under a key that is not trusted, and the result says so, if every spec has
// the exception wrap-with-trusted. Nothing is asked again: a refused PIN, of the SO or of the user,
// was shown once (trap 17).
//   so_pin, user_pin  of the one token that `uri` names
//   wrap_key          kWrapKeyBytes
//   specs             of keys on it: kGenerated and kUnderTrusted; at least one
// Errors: kBadInput; kAskPerson (a PIN, and whose); kConflict if this process is logged in on the
// token or has a read-only session on it; kNotFound; kRefused with KEY-READBACK, or with
// TOKEN-ENFORCES (no SO, and no exception); kToken with CKR_KEY_UNEXTRACTABLE,
// CKR_KEY_NOT_WRAPPABLE, or if none of its mechanisms gives RFC 5649; those of open_token.
// Source: PKCS#11 v3.1, C_Login, C_CreateObject, C_WrapKey.
Result<WrappedKeys> wrap_keys(const TokenUri& uri, const Pin& so_pin, const Pin& user_pin,
                              const SecretBytes& wrap_key, std::span<const KeySpec> specs);

}  // namespace pyx::pkcs11
