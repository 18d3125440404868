#include "pkcs11/named_key.h"

#include <openssl/x509.h>

#include <memory>
#include <vector>

#include "pkcs11/attribute.h"
#include "pkcs11/objects.h"
#include "pkcs11/public_half.h"
#include "pkcs11/template.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kMostShown = 8;

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Error unnamed() {
  return error(Code::kBadInput, "the URI must say which key: id=... or object=...");
}

Result<KeyName> name_of(const Session& session, CK_OBJECT_HANDLE object) {
  PYX_ASSIGN(auto id, read_attribute(session, object, CKA_ID));
  PYX_ASSIGN(const auto label, read_attribute(session, object, CKA_LABEL));
  KeyName name;
  name.id = std::move(id).value_or(Bytes{});
  name.label = label ? std::string(as_text(*label)) : std::string();
  return name;
}

// Each object is asked for what it was found by: a module that takes no notice of a template must
// not have us sign with another key.
Result<std::vector<CK_OBJECT_HANDLE>> find(const Session& session, CK_OBJECT_CLASS object_class,
                                           const KeyName& name) {
  Template wanted;
  wanted.number(CKA_CLASS, object_class).flag(CKA_TOKEN, true);
  if (name.id) wanted.bytes(CKA_ID, *name.id);
  if (name.label) wanted.bytes(CKA_LABEL, as_bytes(*name.label));
  PYX_ASSIGN(const auto found, find_objects(session, wanted));
  for (const CK_OBJECT_HANDLE object : found) {
    PYX_ASSIGN(const CK_OBJECT_CLASS is, read_number(session, object, CKA_CLASS));
    PYX_ASSIGN(const KeyName carried, name_of(session, object));
    if (is == object_class && (!name.id || name.id == carried.id) &&
        (!name.label || name.label == carried.label)) {
      continue;
    }
    return error(Code::kToken, "the token found another object than was asked for");
  }
  return found;
}

Result<std::string> names_of(const Session& session, const std::vector<CK_OBJECT_HANDLE>& keys) {
  std::string names;
  for (std::size_t i = 0; i < keys.size() && i < kMostShown; ++i) {
    PYX_ASSIGN(const KeyName name, name_of(session, keys[i]));
    names += (names.empty() ? "" : ", ") + to_text(name);
  }
  return keys.size() > kMostShown ? names + ", ..." : names;
}

Result<CK_OBJECT_HANDLE> only_private_key(const Session& session, const KeyName& name) {
  PYX_ASSIGN(const auto found, find(session, CKO_PRIVATE_KEY, name));
  if (found.size() == 1) return found.front();
  PYX_ASSIGN(const auto shown, found.empty() ? find(session, CKO_PRIVATE_KEY, {}) : found);
  PYX_ASSIGN(const std::string names, names_of(session, shown));
  if (found.empty()) {
    return error(Code::kNotFound,
                 "the token has no private key with " + to_text(name) +
                     (names.empty() ? "; it has none that this user sees" : "; it has " + names));
  }
  return error(Code::kConflict, std::to_string(found.size()) + " private keys have " +
                                    to_text(name) + ": " + names +
                                    "; which one is meant cannot be told");
}

Result<PublicKey> key_of_certificate(const Session& session, CK_OBJECT_HANDLE object) {
  PYX_ASSIGN(const Bytes der, read_bytes(session, object, CKA_VALUE));
  const unsigned char* at = der.data();
  const Certificate read(d2i_X509(nullptr, &at, static_cast<long>(der.size())), &X509_free);
  if (!read || at != der.data() + der.size()) {
    return error(Code::kToken, "the token's certificate is no X.509 certificate");
  }
  unsigned char* spki = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(read.get()), &spki);
  if (size <= 0) return error(Code::kToken, "the token's certificate has no readable public key");
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(
      spki, [](unsigned char* bytes) { OPENSSL_free(bytes); });
  auto key = PublicKey::from_spki(ByteView(spki, static_cast<std::size_t>(size)));
  if (key) return key;
  return error(Code::kToken, "the token's certificate: " + key.error().message);
}

// All public key objects and certificates of the name. One key may be told several times.
Result<std::vector<PublicKey>> told_keys(const Session& session, const KeyName& name) {
  std::vector<PublicKey> told;
  PYX_ASSIGN(const auto halves, find(session, CKO_PUBLIC_KEY, name));
  for (const CK_OBJECT_HANDLE half : halves) {
    PYX_ASSIGN(PublicKey key, read_public_half(session, PublicKeyHandle{half}));
    told.push_back(std::move(key));
  }
  PYX_ASSIGN(const auto certificates, find(session, CKO_CERTIFICATE, name));
  for (const CK_OBJECT_HANDLE certificate : certificates) {
    PYX_ASSIGN(PublicKey key, key_of_certificate(session, certificate));
    told.push_back(std::move(key));
  }
  return told;
}

}  // namespace

Result<NamedKey> find_named_key(const Session& session, const KeyName& name) {
  if (name.empty()) return unnamed();
  NamedKey key;
  PYX_ASSIGN(key.private_key, only_private_key(session, name));
  PYX_ASSIGN(KeyName carried, name_of(session, key.private_key));
  key.id = *std::move(carried.id);
  key.label = *std::move(carried.label);
  // With two keys under one CKA_ID nobody can say whose the public half is.
  if (!key.id.empty()) PYX_TRY(only_private_key(session, {key.id, {}}));
  PYX_ASSIGN(const auto asks, read_attribute(session, key.private_key, CKA_ALWAYS_AUTHENTICATE));
  key.asks_each_time = asks && *asks != flag_value(false);
  return key;
}

Result<PublicKey> find_named_public_key(const Session& session, const KeyName& name) {
  if (name.empty()) return unnamed();
  PYX_ASSIGN(auto told, told_keys(session, name));
  if (told.empty()) {
    return error(Code::kNotFound,
                 "the token shows neither a public key nor a certificate with " + to_text(name));
  }
  for (const PublicKey& key : told) {
    if (key.id() == told.front().id()) continue;
    return error(Code::kConflict, "the token shows two different public keys with " +
                                      to_text(name) + "; which one is meant cannot be told");
  }
  return std::move(told.front());
}

Result<PublicKey> find_public_half(const Session& session, const NamedKey& key) {
  if (!key.id.empty()) return find_named_public_key(session, {key.id, {}});
  return find_named_public_key(session, {{}, key.label});
}

}  // namespace pyx::pkcs11
