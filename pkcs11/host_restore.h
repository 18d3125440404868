// The host-mediated restore, for a token that reads RFC 5649 with none of its mechanisms: the key
// is unwrapped in this process's locked memory and created in the token from its bytes. It was in
// clear on a host then, and is recorded as exposed.
#pragma once

#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/pin.h"
#include "pkcs11/token_uri.h"
#include "pkcs11/wrapped_key.h"

namespace pyx::pkcs11 {

// Whether the policy allows it was asked before. As UnwrapSession::restore, except for the way in;
// the result is Exposure::kOnHost. What the module makes of the bytes inside of this process is its
// own affair: they are given to it in locked memory.
//   wrap_key  kWrapKeyBytes
// Errors: kBadInput (the bytes do not open under this wrap key, or hold another kind of key than
// the spec says); kRefused with KEY-PROVEN if they hold another key than `key.public_key`; those of
// bring_in, of find_token and Login::first_session.
// Source: PKCS#11 v3.1, C_CreateObject; RFC 5649.
Result<RestoredKey> restore_through_host(const TokenUri& uri, Pin pin, const SecretBytes& wrap_key,
                                         const WrappedKey& key, ProofInput input,
                                         const CheckAnswer& check);

}  // namespace pyx::pkcs11
