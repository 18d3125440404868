#include "pkcs11/public_half.h"

#include <algorithm>

#include "base/spki.h"
#include "pkcs11/attribute.h"
#include "pkcs11/key_rules.h"
#include "pkcs11/mechanism.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::uint8_t kOctetStringTag = 0x04;

// A key that base refuses is the token's fault, not the caller's input.
Result<PublicKey> as_token_fault(Result<PublicKey> made) {
  if (made) return made;
  Error fault = std::move(made).error();
  fault.code = Code::kToken;
  fault.message = "the token gives a bad public key: " + fault.message;
  return fault;
}

Result<PublicKey> read_rsa(const Session& session, PublicKeyHandle key) {
  PYX_ASSIGN(const Bytes modulus, read_bytes(session, key.value, CKA_MODULUS));
  PYX_ASSIGN(const Bytes exponent, read_bytes(session, key.value, CKA_PUBLIC_EXPONENT));
  return as_token_fault(PublicKey::from_rsa(modulus, exponent));
}

Result<PublicKey> read_on_curve(const Session& session, PublicKeyHandle key) {
  PYX_ASSIGN(const Bytes parameters, read_bytes(session, key.value, CKA_EC_PARAMS));
  PYX_ASSIGN(const Bytes point, read_bytes(session, key.value, CKA_EC_POINT));
  for (const KeyType curve : {KeyType::kP256, KeyType::kP384, KeyType::kEd25519}) {
    if (parameters != curve_parameters(curve)) continue;
    PYX_ASSIGN(const Bytes bare, bare_point(curve, point));
    return as_token_fault(curve == KeyType::kEd25519 ? PublicKey::from_ed25519(bare)
                                                     : PublicKey::from_ec_point(curve, bare));
  }
  return error(Code::kToken, "the public key is on a curve that Pyx does not use");
}

std::size_t point_bytes(KeyType curve) {
  switch (curve) {
    case KeyType::kP256:
      return 65;
    case KeyType::kP384:
      return 97;
    case KeyType::kEd25519:
      return 32;
    default:
      return 0;
  }
}

}  // namespace

Result<Bytes> bare_point(KeyType curve, ByteView ec_point) {
  const std::size_t size_bytes = point_bytes(curve);
  if (size_bytes == 0) return error(Code::kBug, "a key of this type has no point");
  if (ec_point.size() == size_bytes) return Bytes(ec_point.begin(), ec_point.end());
  // All three lengths are below 128: one length byte.
  if (ec_point.size() == size_bytes + 2 && ec_point[0] == kOctetStringTag &&
      ec_point[1] == size_bytes) {
    return Bytes(ec_point.begin() + 2, ec_point.end());
  }
  return error(Code::kToken, "CKA_EC_POINT of " + std::to_string(ec_point.size()) +
                                 " bytes is no point on its curve");
}

ByteView public_body(const PublicKey& key) {
  return spki_body(key.spki(), *find_spki_shape(key.type()));
}

bool wants_nss_db(CK_RV rv, KeyType type) {
  return is_asymmetric(type) && !is_rsa(type) &&
         (rv == CKR_KEY_TYPE_INCONSISTENT || rv == CKR_TEMPLATE_INCOMPLETE);
}

Result<PublicKey> read_public_half(const Session& session, PublicKeyHandle key) {
  PYX_ASSIGN(const CK_KEY_TYPE type, read_number(session, key.value, CKA_KEY_TYPE));
  switch (type) {
    case CKK_RSA:
      return read_rsa(session, key);
    case CKK_EC:
    case CKK_EC_EDWARDS:
      return read_on_curve(session, key);
    default:
      return error(Code::kToken, "a public key of type " + key_type_name(type));
  }
}

}  // namespace pyx::pkcs11
