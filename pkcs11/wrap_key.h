// The wrap key of a backup on a token: a session object, never a token object. Whatever is
// CKA_PRIVATE=false, as what the SO makes must be, lies in clear in SoftHSM2's files.
#pragma once

#include <vector>

#include "base/key_type.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/key_rules.h"
#include "pkcs11/session.h"
#include "pkcs11/throw_away.h"
#include "pkcs11/wrapped_key.h"

namespace pyx::pkcs11 {

enum class WrapKeyUse {
  kWrap,
  kUnwrap,
  kUnwrapToWrap,  // unwraps what is wrapped again under a trusted key at once
};

// It may do `use` and nothing else, cannot be read, changed or copied.
std::vector<AttributeRule> wrap_key_rules(WrapKeyUse use, WrapKeyMaker maker);

// Creates it as a session object and reads it back. One that unwraps is bound to make keys that are
// sensitive and not extractable (CKA_UNWRAP_TEMPLATE), if the token takes the attribute; with
// kUnwrapToWrap, session objects that are sensitive and CKA_WRAP_WITH_TRUSTED.
//   session  read-write, logged in as `maker`
//   bytes    kWrapKeyBytes
// Errors: kBadInput (another size); kRefused with KEY-READBACK, the object destroyed; what
// C_CreateObject says. Source: PKCS#11 v3.1, C_CreateObject, 4.9 "Secret key objects".
Result<ThrowAway> put_wrap_key(const Session& session, const SecretBytes& bytes, WrapKeyUse use,
                               WrapKeyMaker maker);

// Whether a key of the type can have so many wrapped bytes. A token may take what is no key of the
// type for one: the bytes of a private key make a long secret.
bool is_wrapped_size(KeyType type, std::size_t wrapped_bytes);

}  // namespace pyx::pkcs11
