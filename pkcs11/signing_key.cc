#include "pkcs11/signing_key.h"

#include "pkcs11/attribute.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/objects.h"
#include "pkcs11/public_half.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::string_view kControl = "SIGN-CHECKED";
constexpr std::size_t kHmacSha256Bytes = 32;

// Nothing for a pair that no key of ours has.
std::optional<Scheme> scheme_by(KeyType type, CK_MECHANISM_TYPE mechanism) {
  for (const Purpose purpose : {Purpose::kSign, Purpose::kBlindSign, Purpose::kMac}) {
    const auto scheme = scheme_of(type, purpose);
    if (scheme && mechanism_type(*scheme) == mechanism) return scheme;
  }
  return std::nullopt;
}

}  // namespace

std::size_t signature_bytes(const std::optional<PublicKey>& key) {
  if (!key) return kHmacSha256Bytes;
  switch (key->type()) {
    case KeyType::kP384:
      return 96;
    case KeyType::kP256:
    case KeyType::kEd25519:
      return 64;
    default:
      return key->rsa_modulus_bytes();
  }
}

Result<SigningKey> find_signing_key(const Session& session, const Uuid& id,
                                    unsigned long login_epoch) {
  PYX_ASSIGN(const KeyObjects objects, find_key(session, id));
  SigningKey key;
  key.login_epoch = login_epoch;
  key.type = KeyType::kGenericSecret;
  if (objects.private_key) {
    key.handle = objects.private_key->value;
    PYX_ASSIGN(key.public_key, read_public_half(session, *objects.public_key));
    key.type = key.public_key->type();
  } else {
    key.handle = objects.secret_key->value;
    PYX_ASSIGN(const CK_KEY_TYPE secret_type, read_number(session, key.handle, CKA_KEY_TYPE));
    if (secret_type == CKK_AES) key.type = KeyType::kAes256;
  }
  PYX_ASSIGN(const auto mechanism, read_only_mechanism(session, key.handle));
  if (mechanism) {
    key.scheme = scheme_by(key.type, *mechanism);
    if (!key.scheme) {
      return refused(kControl, "key " + id.text() + " is fixed to " + mechanism_name(*mechanism) +
                                   ", which signs nothing");
    }
  }
  key.signature_bytes = signature_bytes(key.public_key);
  return key;
}

}  // namespace pyx::pkcs11
