// Whoever can use the private key that an envelope is sealed to: a key file, a token.
#pragma once

#include "base/bytes.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::shares {

class EnvelopeKey {
 public:
  virtual ~EnvelopeKey() = default;

  virtual const PublicKey& public_key() const = 0;
  // ECDH without a KDF: the x of private key * point, as long as a coordinate of the curve.
  //   point  uncompressed
  // Errors: kBadInput if the point is not on the key's curve or the key does no ECDH; what a token
  // says.
  virtual Result<SecretBytes> agree(ByteView point) = 0;
  // RSAES-OAEP with SHA-256 and MGF1 of it, no label. Errors: kBadInput if it was not encrypted to
  // this key, or the key does not decrypt.
  virtual Result<SecretBytes> decrypt(ByteView encrypted) = 0;
};

}  // namespace pyx::shares
