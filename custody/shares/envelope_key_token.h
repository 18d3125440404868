// A holder's private key on his own PKCS#11 token: P-256, with CKA_DERIVE. The key stays there; the
// token gives the shared secret of one envelope. RSA and P-384 on a token are not there yet: tokens
// differ in what RSAES-OAEP they do (SoftHSM2: with SHA-1 only), and a person's token is P-256.
#pragma once

#include "custody/shares/envelope_key.h"
#include "pkcs11/person_token.h"

namespace pyx::shares {

class EnvelopeKeyOnToken final : public EnvelopeKey {
 public:
  //   token  logged in; outlives this
  //   key    of this token
  // Errors: kBadInput for a key that is not P-256.
  static Result<EnvelopeKeyOnToken> on(pkcs11::PersonToken& token, pkcs11::PersonKey key);

  const PublicKey& public_key() const override { return key_.public_key; }
  Result<SecretBytes> agree(ByteView point) override { return token_->agree(key_, point); }
  Result<SecretBytes> decrypt(ByteView encrypted) override;

 private:
  EnvelopeKeyOnToken(pkcs11::PersonToken& token, pkcs11::PersonKey key)
      : token_(&token), key_(std::move(key)) {}

  pkcs11::PersonToken* token_;
  pkcs11::PersonKey key_;
};

}  // namespace pyx::shares
