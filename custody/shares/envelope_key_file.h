// A holder's private key in a file: PKCS#8, encrypted, in PEM.
// Source: RFC 5958 (PKCS#8), RFC 8018 (PBES2), RFC 7468 (PEM).
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "custody/shares/envelope_key.h"

struct evp_pkey_st;  // EVP_PKEY

namespace pyx::shares {

inline constexpr std::size_t kKeyFileMostBytes = 65536;

class EnvelopeKeyFile final : public EnvelopeKey {
 public:
  // `source_name` names the file in messages. One block "ENCRYPTED PRIVATE KEY" with a key of RSA
  // (2048, 3072, 4096), P-256 or P-384.
  // Errors: kBadInput (another file; a key that is not encrypted, or not as PKCS#8; another type of
  // key); kAskPerson (wrong passphrase; no message ever holds it).
  static Result<EnvelopeKeyFile> from_pem(ByteView pem, const SecretBytes& passphrase,
                                          std::string_view source_name);

  const PublicKey& public_key() const override { return public_key_; }
  Result<SecretBytes> agree(ByteView point) override;
  Result<SecretBytes> decrypt(ByteView encrypted) override;

 private:
  using Handle = std::shared_ptr<evp_pkey_st>;
  EnvelopeKeyFile(Handle key, PublicKey public_key)
      : key_(std::move(key)), public_key_(std::move(public_key)) {}

  Handle key_;  // OpenSSL keeps the secret part on the secure heap
  PublicKey public_key_;
};

}  // namespace pyx::shares
