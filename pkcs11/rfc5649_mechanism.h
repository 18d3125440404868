// Which of a token's mechanisms wraps by RFC 5649. The number does not tell (trap 16): 0x210A is
// RFC 5649 on SoftHSM2 and something else on NSS softokn, whose 0x210B it is. So it is found out by
// doing, with keys that are thrown away and under the wrap key itself, whose bytes are at hand.
#pragma once

#include <p11-kit/pkcs11.h>

#include <span>

#include "base/key_type.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// The mechanism by which C_WrapKey makes what docs/formats/wrapped-key.md describes, of a key of
// each kind among `types` (secret, RSA, on a curve).
//   wrap_key  on the token, with CKA_WRAP; `bytes` are its own
// Errors: kToken with what each of them gave instead.
Result<CK_MECHANISM_TYPE> find_wrapping_mechanism(const Session& session, CK_OBJECT_HANDLE wrap_key,
                                                  const SecretBytes& bytes,
                                                  std::span<const KeyType> types);

// The mechanism by which C_UnwrapKey reads RFC 5649: the key that comes of it is the very key that
// was wrapped, on the host, since both give the same HMAC.
//   wrap_key  on the token, with CKA_UNWRAP; `bytes` are its own
// Errors: kToken with what each of them gave instead.
Result<CK_MECHANISM_TYPE> find_unwrapping_mechanism(const Session& session,
                                                    CK_OBJECT_HANDLE wrap_key,
                                                    const SecretBytes& bytes);

}  // namespace pyx::pkcs11
