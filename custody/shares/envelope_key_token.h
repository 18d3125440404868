// A holder's private key on his own PKCS#11 token: P-256 or P-384 with CKA_DERIVE, RSA with
// CKA_DECRYPT. The key stays there; the token gives what opens one envelope.
#pragma once

#include "custody/shares/envelope_key.h"
#include "pkcs11/person_token.h"

namespace pyx::shares {

class EnvelopeKeyOnToken final : public EnvelopeKey {
 public:
  //   token  logged in; outlives this
  //   key    of this token
  // Errors: kBadInput for a key that opens nothing (ed25519).
  static Result<EnvelopeKeyOnToken> on(pkcs11::PersonToken& token, pkcs11::PersonKey key);

  const PublicKey& public_key() const override { return key_.public_key; }
  Result<SecretBytes> agree(ByteView point) override { return token_->agree(key_, point); }
  Result<SecretBytes> decrypt(ByteView encrypted) override {
    return token_->decrypt(key_, encrypted);
  }

 private:
  EnvelopeKeyOnToken(pkcs11::PersonToken& token, pkcs11::PersonKey key)
      : token_(&token), key_(std::move(key)) {}

  pkcs11::PersonToken* token_;
  pkcs11::PersonKey key_;
};

}  // namespace pyx::shares
