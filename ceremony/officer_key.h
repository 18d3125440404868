// An officer's key in a file, for demonstrations and for rooms without officers' tokens: PKCS#8,
// encrypted with AES-256-CBC under PBKDF2 or scrypt. A key in the clear is refused.
// Source: RFC 5958 (PKCS#8), RFC 8018 (PBES2), RFC 7914 (scrypt), RFC 7468 (PEM).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret_bytes.h"
#include "ceremony/signer.h"

struct evp_pkey_st;  // EVP_PKEY

namespace pyx::ceremony {

// What a new file is encrypted with, and the least that is read: PBKDF2-HMAC-SHA256 (OWASP 2023).
inline constexpr int kPbkdf2Iterations = 600000;
// The most that is read: a file must not keep its reader busy for minutes.
inline constexpr int kMostPbkdf2Iterations = 20000000;
// The least N of scrypt that is read, with r = 8 (OWASP 2023).
inline constexpr int kLeastScryptN = 16384;
// The most p of scrypt that is read: time grows with it as with N, memory does not.
inline constexpr int kMostScryptP = 16;

class OfficerKey final : public Signer {
 public:
  // A new key on the secure heap. `type` is kEd25519 or kP256. Errors: kBadInput, kBug.
  static Result<OfficerKey> make(KeyType type);
  // `source_name` names the file in messages. Errors: kBadInput (not a PEM file with exactly one
  // encrypted private key; a weak encryption; another type of key), kAskPerson (wrong passphrase;
  // the message never holds it).
  static Result<OfficerKey> from_pem(ByteView pem, const SecretBytes& passphrase,
                                     std::string_view source_name);
  // What makes it slow to try passphrases. kScrypt: the least that is read, for passphrases that
  // are random and need nothing of the kind; it takes a third of the time.
  enum class Stretching { kPbkdf2, kScrypt };
  // "BEGIN ENCRYPTED PRIVATE KEY", with a fresh salt each time. Errors: kBadInput (empty
  // passphrase), kBug.
  Result<Bytes> encrypted_pem(const SecretBytes& passphrase,
                              Stretching stretching = Stretching::kPbkdf2) const;

  // An X.509 certificate of it, PEM, that nobody but itself vouches for: to seal shares to its
  // holder (custody/shares/holder_certificate.h), which takes no Ed25519.
  Result<Bytes> self_signed(std::string_view name, Time from, Time until) const;

  const PublicKey& public_key() const override { return public_key_; }
  Result<custody::Envelope> sign_statement(ByteView statement) const override;

 private:
  OfficerKey(std::shared_ptr<evp_pkey_st> key, PublicKey public_key)
      : key_(std::move(key)), public_key_(std::move(public_key)) {}
  static Result<OfficerKey> around(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;  // OpenSSL keeps the secret part on the secure heap
  PublicKey public_key_;
};

// Whether `pem` looks like what from_pem takes, so that nobody is asked for a passphrase in vain.
// Errors: kBadInput, naming the file.
Result<void> check_encrypted_pem(ByteView pem, std::string_view source_name);

}  // namespace pyx::ceremony
