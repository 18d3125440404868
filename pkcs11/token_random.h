// Random bytes from a token's own generator.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// 1 to 1024 bytes. A generator that gives the same byte throughout, or twice the same, is broken.
// Errors: kBadInput (another size); kToken (broken; what C_GenerateRandom says).
// Source: PKCS#11 v3.1, C_GenerateRandom; SP 800-90B, 4.4.1 "Repetition count test".
Result<SecretBytes> generate_random(const Session& session, std::size_t size_bytes);

}  // namespace pyx::pkcs11
