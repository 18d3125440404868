// A public key: its SubjectPublicKeyInfo bytes (RFC 5280), its id, and the checking of signatures.
// Public material only.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/ecdsa_signature.h"
#include "base/key_type.h"
#include "base/result.h"
#include "base/sha256.h"

namespace pyx {

// Immutable, cheap to copy, safe to share between threads.
class PublicKey {
 public:
  // From the DER of a SubjectPublicKeyInfo of an RSA-2048/3072/4096, P-256, P-384 or Ed25519 key,
  // nothing behind it. An RSA public exponent other than 65537 and a point off its curve are
  // refused. Errors: kBadInput.
  static Result<PublicKey> from_spki(ByteView der);
  // Of a key that from_spki() has taken before: only the shape is looked at. A wrong point or
  // modulus verifies nothing. Errors: kBadInput.
  static Result<PublicKey> from_known_spki(ByteView der);
  static Result<PublicKey> from_pem(std::string_view pem);  // "BEGIN PUBLIC KEY"
  static Result<PublicKey> from_rsa(ByteView modulus,
                                    ByteView public_exponent);  // big-endian, as CKA_MODULUS
  static Result<PublicKey> from_ec_point(KeyType curve,
                                         ByteView uncompressed);  // kP256, kP384: 04 || x || y
  static Result<PublicKey> from_ed25519(ByteView raw);            // 32 bytes

  KeyType type() const { return type_; }
  const Bytes& spki() const;
  const Sha256& id() const { return id_; }  // SHA-256 of the SPKI: the key id of a person
  std::string pem() const;
  // A JSON Web Key (RFC 7517, 8037), text of one JSON object with kty, crv/n/e/x/y and the given
  // kid.
  std::string jwk(std::string_view key_id) const;
  std::size_t rsa_modulus_bytes() const;  // 256, 384 or 512; 0 for other keys
  // Whether `signature` is one by `scheme` on `message`. The message itself, not its digest; ECDSA
  // as DER; for kRsaBlind the message is the element (verify_raw_rsa). False for a scheme that does
  // not fit the key. Source: FIPS 186-5, RFC 8017, RFC 8032.
  bool verify(Scheme scheme, ByteView message, ByteView signature) const;
  // Whether signature^e mod n == element (both as long as the modulus, element < n): the check of a
  // raw RSA result.
  bool verify_raw_rsa(ByteView element, ByteView signature) const;
  // Whether `element` is a number below the modulus and as long as it: what may be given to a raw
  // RSA signature.
  bool rsa_element_in_range(ByteView element) const;

 private:
  struct Content;
  PublicKey() = default;
  const Content& ready() const;
  std::shared_ptr<Content> content_;
  Sha256 id_{};
  KeyType type_ = KeyType::kEd25519;
};

}  // namespace pyx
