#include "pkcs11/agreement.h"

#include "base/p256.h"
#include "base/reveal.h"
#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/objects.h"
#include "pkcs11/public_half.h"
#include "pkcs11/template.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::string_view kControl = "SIGN-CHECKED";

// The length of a coordinate of an uncompressed point.
std::size_t shared_bytes(ByteView peer) { return peer.size() / 2; }

Result<CK_OBJECT_HANDLE> derive(const Session& session, CK_OBJECT_HANDLE key, ByteView peer) {
  CK_ECDH1_DERIVE_PARAMS parameters{CKD_NULL, 0, nullptr, peer.size(),
                                    const_cast<CK_BYTE_PTR>(peer.data())};
  CK_MECHANISM how{CKM_ECDH1_DERIVE, &parameters, sizeof parameters};
  Template asked;
  asked.number(CKA_CLASS, CKO_SECRET_KEY)
      .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
      .number(CKA_VALUE_LEN, shared_bytes(peer))
      .flag(CKA_TOKEN, false)
      .flag(CKA_PRIVATE, true)
      .flag(CKA_SENSITIVE, false)
      .flag(CKA_EXTRACTABLE, true);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  PYX_TRY(from_ckr(
      session.module()->C_DeriveKey(session.handle(), &how, key, asked.data(), asked.size(), &made),
      "C_DeriveKey"));
  return made;
}

// Straight into locked memory: read_attribute would leave a copy behind.
Result<SecretBytes> read_value(const Session& session, CK_OBJECT_HANDLE object,
                               std::size_t size_bytes) {
  PYX_ASSIGN(SecretBytes value, SecretBytes::zeroed(size_bytes));
  const auto to = value.reveal_mutable(reveal());
  CK_ATTRIBUTE asked{CKA_VALUE, to.data(), to.size()};
  PYX_TRY(from_ckr(session.module()->C_GetAttributeValue(session.handle(), object, &asked, 1),
                   "C_GetAttributeValue"));
  if (asked.ulValueLen == to.size()) return value;
  return error(Code::kToken, "the token gave " + std::to_string(asked.ulValueLen) +
                                 " bytes for an agreed secret of " + std::to_string(to.size()));
}

}  // namespace

Result<AgreementKey> find_agreement_key(const Session& session, const Uuid& id,
                                        unsigned long login_epoch) {
  PYX_ASSIGN(const KeyObjects objects, find_key(session, id));
  if (!objects.private_key) return refused(kControl, "key " + id.text() + " is no key pair");
  PYX_ASSIGN(const PublicKey public_key, read_public_half(session, *objects.public_key));
  if (public_key.type() != KeyType::kP256) {
    return refused(kControl, "key " + id.text() + " of type " +
                                 std::string(to_text(public_key.type())) + " opens no envelopes");
  }
  AgreementKey key{objects.private_key->value, SchemeFixed::kByPolicy, login_epoch};
  PYX_ASSIGN(const auto mechanism, read_only_mechanism(session, key.handle));
  if (mechanism && *mechanism != CKM_ECDH1_DERIVE) {
    return refused(kControl, "key " + id.text() + " is fixed to " + mechanism_name(*mechanism) +
                                 ", which opens no envelopes");
  }
  if (mechanism) key.fixed = SchemeFixed::kOnToken;
  return key;
}

Result<void> check_peers(std::span<const Bytes> peers) {
  for (std::size_t i = 0; i < peers.size(); ++i) {
    if (p256::is_point(peers[i])) continue;
    return error(Code::kBadInput, "public key " + std::to_string(i + 1) + " of " +
                                      std::to_string(peers.size()) +
                                      " is no uncompressed point of P-256");
  }
  return {};
}

Result<void> may_agree(const AgreementKey& key, const Uuid& id, SchemeFixed fixed) {
  if (key.fixed == SchemeFixed::kOnToken || fixed == SchemeFixed::kByPolicy) return {};
  return refused(kControl, "the token does not fix key " + id.text() + " to one mechanism");
}

Result<SecretBytes> agree_one(const Session& session, const AgreementKey& key, ByteView peer) {
  PYX_ASSIGN(const CK_OBJECT_HANDLE derived, derive(session, key.handle, peer));
  auto value = read_value(session, derived, shared_bytes(peer));
  const auto destroyed =
      from_ckr(session.module()->C_DestroyObject(session.handle(), derived), "C_DestroyObject");
  if (value && !destroyed) return destroyed.error();
  return value;
}

}  // namespace pyx::pkcs11
