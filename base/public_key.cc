#include "base/public_key.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <utility>

#include "base/base64.h"
#include "base/ed25519_point.h"
#include "base/error_queue.h"
#include "base/held.h"
#include "base/json.h"
#include "base/rsa_modulus.h"
#include "base/spki.h"

namespace pyx {
namespace {

using DigestContext = Held<EVP_MD_CTX, EVP_MD_CTX_free>;
using KeyContext = Held<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Key = Held<EVP_PKEY, EVP_PKEY_free>;

constexpr int kPssSaltBytes = 32;
constexpr std::uint8_t kUncompressed = 0x04;  // SEC 1, 2.3.3
constexpr std::array<std::uint8_t, 3> kPublicExponent = {0x01, 0x00, 0x01};

Error bad(std::string message) { return error(Code::kBadInput, std::move(message)); }

const SpkiShape& shape_of(KeyType type) {
  return *find_spki_shape(type);  // types of no shape never get here
}

Result<PublicKey> assemble(const SpkiShape& shape, ByteView body) {
  PYX_ASSIGN(const Bytes der, make_spki(shape, body));
  return PublicKey::from_spki(der);
}

ByteView without_leading_zeros(ByteView number) {
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  return number;
}

const EVP_MD* digest_of(Scheme scheme) {
  switch (scheme) {
    case Scheme::kRsaPssSha256:
    case Scheme::kEcdsaSha256:
      return EVP_sha256();
    case Scheme::kEcdsaSha384:
      return EVP_sha384();
    case Scheme::kEd25519:
    case Scheme::kRsaBlind:
    case Scheme::kHmacSha256:
      return nullptr;
  }
  return nullptr;
}

Result<void> check_modulus(ByteView bytes, const std::optional<RsaModulus>& modulus) {
  if ((bytes.front() & 0x80U) == 0) return bad("the RSA modulus is shorter than its type says");
  if ((bytes.back() & 1U) == 0) return bad("the RSA modulus is even (SP 800-56B)");
  if (!modulus) return bad("the RSA modulus cannot be used");
  if (!modulus->is_sound())
    return bad("the RSA modulus is prime or has a small factor (SP 800-56B)");
  return {};
}

bool sets_pss(EVP_PKEY_CTX* context) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, kPssSaltBytes) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1;
}

}  // namespace

// As OpenSSL takes it, the key is made when it is first needed: a register holds thousands of keys,
// of which few are asked for anything.
struct PublicKey::Content {
  explicit Content(ByteView der) : spki(der.begin(), der.end()) {}
  const Bytes spki;
  std::once_flag made;
  Key key;                            // null: there is no such key
  std::optional<RsaModulus> modulus;  // RSA only
};

const Bytes& PublicKey::spki() const { return content_->spki; }

const PublicKey::Content& PublicKey::ready() const {
  std::call_once(content_->made, [this] {
    const ErrorQueue queue;
    const std::uint8_t* next = spki().data();
    content_->key.reset(d2i_PUBKEY(nullptr, &next, static_cast<long>(spki().size())));
    if (is_rsa(type_)) content_->modulus = RsaModulus::from(spki_body(spki(), shape_of(type_)));
  });
  return *content_;
}

Result<PublicKey> PublicKey::from_known_spki(ByteView der) {
  const SpkiShape* const shape = find_spki_shape(der);
  if (shape == nullptr) {
    return bad(
        "not the DER of a SubjectPublicKeyInfo of rsa-2048, rsa-3072 or rsa-4096 with exponent "
        "65537, of p-256 or p-384 with an uncompressed point, or of ed25519");
  }
  PublicKey made;
  made.type_ = shape->type;
  made.content_ = std::make_shared<Content>(der);
  made.id_ = sha256(der);
  return made;
}

Result<PublicKey> PublicKey::from_spki(ByteView der) {
  const ErrorQueue queue;
  PYX_ASSIGN(PublicKey made, from_known_spki(der));
  const ByteView body = spki_body(der, shape_of(made.type()));
  if (is_rsa(made.type())) {
    PYX_TRY(check_modulus(body, made.ready().modulus));
  } else if (made.type() == KeyType::kEd25519) {
    if (!is_sound_ed25519_point(body))
      return bad("the public key is a point of small order or one written out of range");
  } else if (body.front() != kUncompressed) {
    // OpenSSL also takes the hybrid form (06, 07): the same point, written in a second way.
    return bad("the public key's point is not in the uncompressed form");
  }
  EVP_PKEY* const key = made.ready().key.get();
  if (key == nullptr) return bad("the public key's point is not on its curve");
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (!is_rsa(made.type()) && (context == nullptr || EVP_PKEY_public_check(context.get()) != 1)) {
    return bad("the public key fails the check of its type (SP 800-56A)");
  }
  return made;
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
  static constexpr std::string_view kBegin = "-----BEGIN PUBLIC KEY-----";
  static constexpr std::string_view kEnd = "-----END PUBLIC KEY-----";
  static constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = pem.find_first_not_of(kSpace);
  const std::size_t last = pem.find_last_not_of(kSpace);
  if (first != std::string_view::npos) pem = pem.substr(first, last - first + 1);
  if (!pem.starts_with(kBegin) || !pem.ends_with(kEnd) || pem.size() < kBegin.size() + kEnd.size())
    return bad("not a PEM file of one \"PUBLIC KEY\"");
  std::string text(pem.substr(kBegin.size(), pem.size() - kBegin.size() - kEnd.size()));
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  PYX_ASSIGN(const Bytes der, from_base64(text));
  return from_spki(der);
}

Result<PublicKey> PublicKey::from_rsa(ByteView modulus, ByteView public_exponent) {
  if (!std::ranges::equal(without_leading_zeros(public_exponent), kPublicExponent)) {
    return bad("the RSA public exponent is not 65537");
  }
  const ByteView number = without_leading_zeros(modulus);
  if (const SpkiShape* const shape = find_rsa_shape(number.size())) return assemble(*shape, number);
  return bad("the RSA modulus has " + std::to_string(number.size()) +
             " bytes, which is neither 256, 384 nor 512");
}

Result<PublicKey> PublicKey::from_ec_point(KeyType curve, ByteView uncompressed) {
  if (curve != KeyType::kP256 && curve != KeyType::kP384) {
    return bad("not a curve: " + std::string(to_text(curve)));
  }
  return assemble(shape_of(curve), uncompressed);
}

Result<PublicKey> PublicKey::from_ed25519(ByteView raw) {
  return assemble(shape_of(KeyType::kEd25519), raw);
}

std::string PublicKey::pem() const {
  static constexpr std::size_t kLineSize = 64;  // RFC 7468
  const std::string text = to_base64(spki());
  std::string pem = "-----BEGIN PUBLIC KEY-----\n";
  for (std::size_t i = 0; i < text.size(); i += kLineSize) pem += text.substr(i, kLineSize) + "\n";
  return pem + "-----END PUBLIC KEY-----\n";
}

std::string PublicKey::jwk(std::string_view key_id) const {
  const ByteView body = spki_body(spki(), shape_of(type_));
  json::object key;
  if (is_rsa(type_)) {
    key["kty"] = "RSA";
    key["n"] = to_base64url(body);
    key["e"] = to_base64url(kPublicExponent);
  } else if (type_ == KeyType::kEd25519) {
    key["kty"] = "OKP";
    key["crv"] = "Ed25519";
    key["x"] = to_base64url(body);
  } else {
    const std::size_t coordinate_bytes = body.size() / 2;
    key["kty"] = "EC";
    key["crv"] = type_ == KeyType::kP256 ? "P-256" : "P-384";
    key["x"] = to_base64url(body.subspan(1, coordinate_bytes));
    key["y"] = to_base64url(body.subspan(1 + coordinate_bytes));
  }
  key["kid"] = key_id;
  return json::serialize(key);
}

std::size_t PublicKey::rsa_modulus_bytes() const {
  return is_rsa(type_) ? shape_of(type_).body_bytes : 0;
}

bool PublicKey::verify(Scheme scheme, ByteView message, ByteView signature) const {
  if (scheme == Scheme::kRsaBlind) return verify_raw_rsa(message, signature);
  if (scheme_of(type_, Purpose::kSign) != scheme) return false;
  const ErrorQueue queue;
  EVP_PKEY* const key = ready().key.get();
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // belongs to `context`
  if (key == nullptr || context == nullptr ||
      EVP_DigestVerifyInit(context.get(), &options, digest_of(scheme), nullptr, key) != 1) {
    return false;
  }
  if (scheme == Scheme::kRsaPssSha256 && !sets_pss(options)) return false;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

bool PublicKey::rsa_element_in_range(ByteView element) const {
  return is_rsa(type_) && element.size() == rsa_modulus_bytes() &&
         std::ranges::lexicographical_compare(element, spki_body(spki(), shape_of(type_)));
}

bool PublicKey::verify_raw_rsa(ByteView element, ByteView signature) const {
  if (!rsa_element_in_range(element) || !rsa_element_in_range(signature)) return false;
  const ErrorQueue queue;
  const auto& modulus = ready().modulus;
  return modulus && modulus->verify(element, signature);
}

}  // namespace pyx
