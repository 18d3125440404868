// The canary: a key that signs nothing but that it signs.
#pragma once

#include "base/clock.h"
#include "base/public_key.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "pkcs11/token.h"

namespace pyx::custody {

struct CanaryKey {
  Uuid id;
  PublicKey key;  // P-256
};
// Has it sign a message of the vault and the time, and checks that. Errors: the token's; kToken if
// the signature does not verify.
Result<void> sign_canary(pkcs11::Token& token, const CanaryKey& canary, const Sha256& vault,
                         Time now);

}  // namespace pyx::custody
