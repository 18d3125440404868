#include "custody/signing/signing_input.h"

#include <algorithm>

#include "base/ecdsa_signature.h"
#include "base/sha256.h"

namespace pyx::custody {

ByteView signing_input(Scheme scheme, ByteView message, DigestRoom& room) {
  switch (scheme) {
    case Scheme::kRsaPssSha256:
    case Scheme::kEcdsaSha256: {
      std::ranges::copy(sha256(message), room.begin());
      return ByteView(room).first(kSha256Bytes);
    }
    case Scheme::kEcdsaSha384: {
      std::ranges::copy(sha384(message), room.begin());
      return ByteView(room);
    }
    case Scheme::kRsaBlind:
    case Scheme::kEd25519:
    case Scheme::kHmacSha256:
      return message;
  }
  return message;
}

Result<Bytes> signature_in_form(Scheme scheme, EcdsaForm form, Bytes signature) {
  const bool ecdsa = scheme == Scheme::kEcdsaSha256 || scheme == Scheme::kEcdsaSha384;
  if (!ecdsa || form != EcdsaForm::kDer) return signature;
  auto der = ecdsa_p1363_to_der(signature);
  if (!der)
    return error(Code::kToken, "the token's answer is no signature: " + der.error().message);
  return der;
}

}  // namespace pyx::custody
