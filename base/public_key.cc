#include "base/public_key.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.h"
#include "base/ed25519_point.h"
#include "base/hex.h"
#include "base/json.h"

namespace pyx {
namespace {

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* held) const {
    kFree(held);
  }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;
using Montgomery = std::unique_ptr<BN_MONT_CTX, Free<BN_MONT_CTX_free>>;

constexpr int kPssSaltBytes = 32;
constexpr std::uint8_t kUncompressed = 0x04;  // SEC 1, 2.3.3
constexpr std::array<std::uint8_t, 3> kPublicExponent = {0x01, 0x00, 0x01};

// DER leaves one way to write the keys that Pyx takes: fixed bytes around the point or the modulus.
// So an SPKI is right when it has one of these shapes, and reading it back gives the same bytes.
struct Shape {
  KeyType type;
  std::string_view before;  // hex
  std::size_t body_bytes;
  std::string_view after;  // hex
};
constexpr std::string_view kExponentHex = "0203010001";
constexpr std::array kShapes = {
    Shape{KeyType::kRsa2048, "30820122300d06092a864886f70d01010105000382010f003082010a0282010100",
          256, kExponentHex},
    Shape{KeyType::kRsa3072, "308201a2300d06092a864886f70d01010105000382018f003082018a0282018100",
          384, kExponentHex},
    Shape{KeyType::kRsa4096, "30820222300d06092a864886f70d01010105000382020f003082020a0282020100",
          512, kExponentHex},
    Shape{KeyType::kP256, "3059301306072a8648ce3d020106082a8648ce3d030107034200", 65, ""},
    Shape{KeyType::kP384, "3076301006072a8648ce3d020106052b81040022036200", 97, ""},
    Shape{KeyType::kEd25519, "302a300506032b6570032100", 32, ""},
};

// OpenSSL queues its errors for the thread; whoever reads the queue next would take ours for his.
class ErrorQueue {
 public:
  ErrorQueue() = default;
  ErrorQueue(const ErrorQueue&) = delete;
  ErrorQueue& operator=(const ErrorQueue&) = delete;
  ~ErrorQueue() { ERR_clear_error(); }
};

Error bad(std::string message) { return error(Code::kBadInput, std::move(message)); }

bool starts_with_hex(ByteView bytes, std::string_view hex) {
  return bytes.size() >= hex.size() / 2 && to_hex(bytes.first(hex.size() / 2)) == hex;
}

bool has_shape(ByteView der, const Shape& shape) {
  const std::size_t before_bytes = shape.before.size() / 2;
  return der.size() == before_bytes + shape.body_bytes + shape.after.size() / 2 &&
         starts_with_hex(der, shape.before) &&
         starts_with_hex(der.subspan(before_bytes + shape.body_bytes), shape.after);
}

ByteView body_of(ByteView der, const Shape& shape) {
  return der.subspan(shape.before.size() / 2, shape.body_bytes);
}

const Shape& shape_of(KeyType type) {
  return *std::ranges::find(kShapes, type, &Shape::type);  // types of no shape never get here
}

Result<PublicKey> assemble(const Shape& shape, ByteView body) {
  if (body.size() != shape.body_bytes) {
    return bad("a public key " + std::string(to_text(shape.type)) + " has " +
               std::to_string(shape.body_bytes) + " bytes, not " + std::to_string(body.size()));
  }
  PYX_ASSIGN(Bytes der, from_hex(shape.before));
  append(der, body);
  PYX_ASSIGN(const Bytes after, from_hex(shape.after));
  append(der, after);
  return PublicKey::from_spki(der);
}

ByteView without_leading_zeros(ByteView number) {
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  return number;
}

BN_CTX* thread_numbers() {
  static thread_local const NumberContext kContext(BN_CTX_new());
  return kContext.get();
}

Number number_of(ByteView big_endian) {
  return Number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
}

constexpr BN_ULONG kLargestSmallFactor = 751;  // as FIPS 140 modules look for

// SP 800-56B rev. 2, 6.4.2.2: odd, without a small factor, not prime. OpenSSL's own check takes a
// random base, and so took some moduli at one time and refused them at another (found by
// tests/fuzz): what a register has once taken it must take again. Here the base is 2.
bool is_sound_modulus(const BIGNUM* modulus, BN_MONT_CTX* montgomery) {
  for (BN_ULONG factor = 3; factor <= kLargestSmallFactor; factor += 2) {
    if (BN_mod_word(modulus, factor) == 0) return false;
  }
  const Number less_one(BN_dup(modulus));
  const Number power(BN_new());
  return less_one != nullptr && power != nullptr && BN_sub_word(less_one.get(), 1) == 1 &&
         BN_mod_exp_mont_word(power.get(), 2, less_one.get(), modulus, thread_numbers(),
                              montgomery) == 1 &&
         BN_is_one(power.get()) == 0;
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

bool sets_pss(EVP_PKEY_CTX* context) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, kPssSaltBytes) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1;
}

}  // namespace

// The modulus ready for arithmetic; only read once made, so that threads may share it.
struct PublicKey::RsaModulus {
  Number number;
  Number exponent;
  Montgomery montgomery;
};

Result<PublicKey> PublicKey::from_spki(ByteView der) {
  const ErrorQueue queue;
  const auto* const shape =
      std::ranges::find_if(kShapes, [&](const Shape& one) { return has_shape(der, one); });
  if (shape == kShapes.end()) {
    return bad(
        "not the DER of a SubjectPublicKeyInfo of rsa-2048, rsa-3072 or rsa-4096 with exponent "
        "65537, of p-256 or p-384 with an uncompressed point, or of ed25519");
  }
  const ByteView body = body_of(der, *shape);
  if (is_rsa(shape->type) && (body.front() & 0x80U) == 0) {
    return bad("the RSA modulus is shorter than its type says");
  }
  // OpenSSL also takes the hybrid form (06, 07): the same point, written in a second way.
  const bool on_curve = shape->type == KeyType::kP256 || shape->type == KeyType::kP384;
  if (on_curve && body.front() != kUncompressed)
    return bad("the public key's point is not in the uncompressed form");
  if (shape->type == KeyType::kEd25519 && !is_sound_ed25519_point(body)) {
    return bad("the public key is a point of small order or one written out of range");
  }
  PublicKey made;
  const std::uint8_t* next = der.data();
  made.key_.reset(d2i_PUBKEY(nullptr, &next, static_cast<long>(der.size())), EVP_PKEY_free);
  if (made.key_ == nullptr) return bad("the public key's point is not on its curve");
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, made.key_.get(), nullptr));
  if (!is_rsa(shape->type) && (context == nullptr || EVP_PKEY_public_check(context.get()) != 1)) {
    return bad("the public key fails the check of its type (SP 800-56A)");
  }
  made.type_ = shape->type;
  made.spki_ = std::make_shared<const Bytes>(der.begin(), der.end());
  made.id_ = sha256(der);
  if (is_rsa(shape->type)) PYX_TRY(made.prepare_rsa(body));
  return made;
}

Result<void> PublicKey::prepare_rsa(ByteView modulus) {
  if ((modulus.back() & 1U) == 0) return bad("the RSA modulus is even (SP 800-56B)");
  auto rsa = std::make_shared<RsaModulus>();
  rsa->number = number_of(modulus);
  rsa->exponent = number_of(kPublicExponent);
  rsa->montgomery.reset(BN_MONT_CTX_new());
  if (rsa->number == nullptr || rsa->exponent == nullptr || rsa->montgomery == nullptr ||
      BN_MONT_CTX_set(rsa->montgomery.get(), rsa->number.get(), thread_numbers()) != 1) {
    return bad("the RSA modulus cannot be used");
  }
  if (!is_sound_modulus(rsa->number.get(), rsa->montgomery.get())) {
    return bad("the RSA modulus is prime or has a small factor (SP 800-56B)");
  }
  rsa_ = std::move(rsa);
  return {};
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
  for (const Shape& shape : kShapes) {
    if (is_rsa(shape.type) && shape.body_bytes == number.size()) return assemble(shape, number);
  }
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
  const ByteView body = body_of(spki(), shape_of(type_));
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
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // belongs to `context`
  if (context == nullptr ||
      EVP_DigestVerifyInit(context.get(), &options, digest_of(scheme), nullptr, key_.get()) != 1) {
    return false;
  }
  if (scheme == Scheme::kRsaPssSha256 && !sets_pss(options)) return false;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

bool PublicKey::rsa_element_in_range(ByteView element) const {
  return is_rsa(type_) && element.size() == rsa_modulus_bytes() &&
         std::ranges::lexicographical_compare(element, body_of(spki(), shape_of(type_)));
}

bool PublicKey::verify_raw_rsa(ByteView element, ByteView signature) const {
  if (!rsa_element_in_range(element) || !rsa_element_in_range(signature)) return false;
  const ErrorQueue queue;
  BN_CTX* const numbers = thread_numbers();
  const Number base = number_of(signature);
  const Number wanted = number_of(element);
  const Number power(BN_new());
  return numbers != nullptr && base != nullptr && wanted != nullptr && power != nullptr &&
         BN_mod_exp_mont(power.get(), base.get(), rsa_->exponent.get(), rsa_->number.get(), numbers,
                         rsa_->montgomery.get()) == 1 &&
         BN_cmp(power.get(), wanted.get()) == 0;
}

}  // namespace pyx
