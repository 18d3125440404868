// The encryption of a secret before it is split: a permutation of all its bits under a passphrase,
// so that parts of shares tell nothing about parts of the secret. Pyx's own sets have no
// passphrase: it is no protection there.
// Source: SLIP-0039, "Encryption of the master secret".
#pragma once

#include <cstdint>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::shares {

struct CipherTerms {
  unsigned iteration_exponent = 0;          // 0 to 15: 10,000 times 2^exponent rounds of HMAC
  bool extendable = true;                   // then the identifier is no part of the salt
  std::uint16_t identifier = 0;             // 15 bits
  const SecretBytes* passphrase = nullptr;  // printable ASCII; none is an empty one
};
// Each: as long as what it is given. Errors: kBadInput for a passphrase that is not printable
// ASCII, an exponent past 15 or an odd number of bytes; kBug if the secure heap is full.
Result<SecretBytes> encrypt_secret(const SecretBytes& secret, const CipherTerms& terms);
Result<SecretBytes> decrypt_secret(const SecretBytes& encrypted, const CipherTerms& terms);

}  // namespace pyx::shares
