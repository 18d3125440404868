// What a key of money may sign to show that it is there: fixed messages that custody makes, never a
// caller's bytes (DESIGN.md, "Proofs and canaries are not money"). Format: docs/formats/backups.md.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace pyx::custody {

// "pyx/proof/v1", 0x00, the vault id, the key id, the act's id. No coin, request or statement that
// a key signs begins like it.
Bytes proof_message(const Sha256& vault, const Uuid& key, const Uuid& act);
// The same for raw RSA: 0x00, then MGF1-SHA256 of the message, as long as the modulus. A blind
// signature on it is one on no token message: its unblinded form would have to end in 0xbc and
// verify as RSASSA-PSS. It stands on the void list all the same.
Bytes proof_element(ByteView proof_message, std::size_t modulus_bytes);
// "pyx/key-check/v1", 0x00, the vault id, the key id: a secret key's HMAC of it is its check value,
// of a key for encryption what pkcs11/key_check.h makes of it.
Bytes check_message(const Sha256& vault, const Uuid& key);

}  // namespace pyx::custody
