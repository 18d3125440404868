#include "custody/shares/envelope_key_token.h"

#include <utility>

namespace pyx::shares {

Result<EnvelopeKeyOnToken> EnvelopeKeyOnToken::on(pkcs11::PersonToken& token,
                                                  pkcs11::PersonKey key) {
  if (key.public_key.type() == KeyType::kP256) return EnvelopeKeyOnToken(token, std::move(key));
  return error(Code::kBadInput, "an envelope is opened on a token by a p-256 key, not by " +
                                    std::string(to_text(key.public_key.type())));
}

Result<SecretBytes> EnvelopeKeyOnToken::decrypt(ByteView /*encrypted*/) {
  return error(Code::kBadInput, "a token opens no envelope that is sealed to RSA");
}

}  // namespace pyx::shares
