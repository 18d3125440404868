// The key encapsulation of HPKE: DHKEM (RFC 9180, 4.1) with HKDF-SHA256, on two curves.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::hpke {

enum class Kem {
  kX25519,  // 0x0020, DHKEM(X25519, HKDF-SHA256): keys in memory
  kP256     // 0x0010, DHKEM(P-256, HKDF-SHA256): keys that may live in a token
};
std::uint16_t kem_id(Kem kem);
std::size_t public_key_bytes(Kem kem);  // 32, and 65: an uncompressed point

struct PublicKey {
  Kem kem = Kem::kX25519;
  Bytes bytes;
  friend bool operator==(const PublicKey&, const PublicKey&) = default;
};
struct KeyPair {
  SecretBytes secret;  // 32 bytes
  PublicKey public_key;
};

// For a key that came from outside, before it is kept. Errors: kBadInput unless it has the length,
// is on the curve (P-256) and not of small order (X25519).
Result<void> check_public_key(const PublicKey& key);

// RFC 9180, 7.1.3. The same input, at least 32 bytes of it, gives the same pair.
// Errors: kBadInput, kBug if the secure heap is full.
Result<KeyPair> derive_key_pair(Kem kem, const SecretBytes& input);

// What both sides agree on, 32 bytes: DH(). Errors: kBadInput for the other's key that
// check_public_key refuses; kBug if the secure heap is full.
Result<SecretBytes> shared_point(const KeyPair& mine, ByteView others);

// ExtractAndExpand: 32 bytes. Errors: kBug if the secure heap is full.
Result<SecretBytes> shared_secret(const SecretBytes& shared_point, ByteView encapsulated,
                                  const PublicKey& receiver);

}  // namespace pyx::hpke
