#include "custody/shares/envelope_key_token.h"

#include <utility>

namespace pyx::shares {

Result<EnvelopeKeyOnToken> EnvelopeKeyOnToken::on(pkcs11::PersonToken& token,
                                                  pkcs11::PersonKey key) {
  if (key.public_key.type() != KeyType::kEd25519) return EnvelopeKeyOnToken(token, std::move(key));
  return error(Code::kBadInput, "an ed25519 key signs and opens no envelope");
}

}  // namespace pyx::shares
