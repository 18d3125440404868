// What is inside a wrapped private key: PKCS#8 PrivateKeyInfo in DER. Read in place, without
// copies, so that it stays in the locked memory where it was unwrapped.
// Source: RFC 5208 (PKCS#8), RFC 8017 A.1.2 (RSAPrivateKey), RFC 5915 (ECPrivateKey).
#pragma once

#include <variant>

#include "base/bytes.h"
#include "base/key_type.h"
#include "base/result.h"

namespace pyx::pkcs11 {

// Numbers of an RSA key, the most significant byte first and not zero: as CKA_MODULUS, … are.
struct RsaPrivateKey {
  ByteView modulus;
  ByteView public_exponent;
  ByteView private_exponent;
  ByteView prime_1;
  ByteView prime_2;
  ByteView exponent_1;
  ByteView exponent_2;
  ByteView coefficient;
};
struct EcPrivateKey {
  KeyType curve = KeyType::kP256;  // or kP384
  ByteView secret;                 // CKA_VALUE: as long as the curve's order
};
using PrivateKeyInfo = std::variant<RsaPrivateKey, EcPrivateKey>;

// Tokens that wrap whole blocks only (SoftHSM2) leave up to 7 zero bytes behind the DER. Whether
// the numbers make a key that signs is not looked at. The views are into `der`.
// Errors: kBadInput, quoting nothing of it.
Result<PrivateKeyInfo> read_private_key_info(ByteView der);

}  // namespace pyx::pkcs11
