// Sealing to the holder of a key: HPKE (RFC 9180), base mode, one message a context, with
// DHKEM(X25519, HKDF-SHA256) or DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM.
// A sealed message is the encapsulated key, the cipher text and the AEAD's tag, in that order.
#pragma once

#include "base/bytes.h"
#include "base/kem.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::hpke {

// What a sealed message has more than the plain one: 48 bytes for X25519, 81 for P-256.
std::size_t overhead_bytes(Kem kem);

// `ephemeral_input`: what the ephemeral key is derived from (derive_key_pair). Fresh for each
// message, or the same again for the very same message: then the result is the same too.
// Errors: kBadInput for a receiver's key that check_public_key refuses, kBug if the secure heap is
// full.
Result<Bytes> seal(const PublicKey& receiver, const SecretBytes& ephemeral_input, ByteView info,
                   ByteView associated, const SecretBytes& plain);

// Errors: kBadInput for whatever was not sealed to this receiver under the same info and associated
// data; kBug if the secure heap is full.
Result<SecretBytes> open(const KeyPair& receiver, ByteView sealed, ByteView info,
                         ByteView associated);

// For a receiver whose key lives in a token: what is to be agreed with, and the rest once the token
// has agreed (pkcs11::Token::agree).
//   returns  as long as a public key; whether it is one, the agreement finds out
// Errors: kBadInput if the message is too short.
Result<Bytes> encapsulated_key(Kem kem, ByteView sealed);
//   agreed  the 32 bytes that the receiver's key and encapsulated_key() agree on
// Errors: those of open.
Result<SecretBytes> open_agreed(const PublicKey& receiver, const SecretBytes& agreed,
                                ByteView sealed, ByteView info, ByteView associated);

}  // namespace pyx::hpke
