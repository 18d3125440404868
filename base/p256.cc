#include "base/p256.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include "base/held.h"
#include "base/reveal.h"

namespace pyx::p256 {
namespace {

constexpr std::uint8_t kUncompressed = 0x04;

using Number = Held<BIGNUM, BN_clear_free>;
using NumberContext = Held<BN_CTX, BN_CTX_free>;  // clears what it lent
using CurvePoint = Held<EC_POINT, EC_POINT_clear_free>;

// Only read once it is made.
const EC_GROUP* curve() {
  static const Held<EC_GROUP, EC_GROUP_free> kCurve(
      EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  return kCurve.get();
}

Error openssl_failed(const char* what) {
  ERR_clear_error();
  return error(Code::kBug, std::string("OpenSSL cannot ") + what);
}

// Nothing for what is no point.
CurvePoint parsed(ByteView point) {
  if (point.size() != kPointBytes || point.front() != kUncompressed) return nullptr;
  CurvePoint made(EC_POINT_new(curve()));
  // Coordinates that are too large or off the curve are refused here.
  if (made && EC_POINT_oct2point(curve(), made.get(), point.data(), point.size(), nullptr) == 1)
    return made;
  ERR_clear_error();
  return nullptr;
}

// Nothing for what is no secret.
Number parsed(const SecretBytes& secret) {
  if (secret.size_bytes() != kSecretBytes) return nullptr;
  Number made(BN_secure_new());
  if (!made) return nullptr;
  BN_set_flags(made.get(), BN_FLG_CONSTTIME);
  const ByteView bytes = secret.reveal(reveal());
  if (BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), made.get()) == nullptr ||
      BN_is_zero(made.get()) == 1 || BN_cmp(made.get(), EC_GROUP_get0_order(curve())) >= 0) {
    ERR_clear_error();
    return nullptr;
  }
  return made;
}

Error no_secret() { return error(Code::kBadInput, "the secret is no private key of P-256"); }

}  // namespace

bool is_point(ByteView point) { return parsed(point) != nullptr; }

bool is_secret(const SecretBytes& secret) { return parsed(secret) != nullptr; }

Result<Point> public_point(const SecretBytes& secret) {
  const Number number = parsed(secret);
  if (!number) return no_secret();
  const CurvePoint product(EC_POINT_new(curve()));
  Point point{};
  if (!product ||
      EC_POINT_mul(curve(), product.get(), number.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(curve(), product.get(), POINT_CONVERSION_UNCOMPRESSED, point.data(),
                         point.size(), nullptr) != point.size()) {
    return openssl_failed("make a P-256 key");
  }
  return point;
}

Result<SecretBytes> agree(const SecretBytes& secret, ByteView point) {
  const CurvePoint other = parsed(point);
  if (!other) return error(Code::kBadInput, "the public key is no point of P-256");
  const Number number = parsed(secret);
  if (!number) return no_secret();
  const NumberContext context(BN_CTX_new());
  const CurvePoint product(EC_POINT_new(curve()));
  const Number x(BN_secure_new());
  PYX_ASSIGN(SecretBytes shared, SecretBytes::zeroed(kSharedBytes));
  const auto to = shared.reveal_mutable(reveal());
  if (!context || !product || !x ||
      EC_POINT_mul(curve(), product.get(), nullptr, other.get(), number.get(), context.get()) !=
          1 ||
      EC_POINT_get_affine_coordinates(curve(), product.get(), x.get(), nullptr, context.get()) !=
          1 ||
      BN_bn2binpad(x.get(), to.data(), static_cast<int>(to.size())) != kSharedBytes) {
    return openssl_failed("agree on a P-256 secret");
  }
  return shared;
}

}  // namespace pyx::p256
