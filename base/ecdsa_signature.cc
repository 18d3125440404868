#include "base/ecdsa_signature.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace pyx {
namespace {

struct FreeNumber {
  void operator()(BIGNUM* number) const { BN_free(number); }
};
struct FreeSignature {
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
using Number = std::unique_ptr<BIGNUM, FreeNumber>;
using Signature = std::unique_ptr<ECDSA_SIG, FreeSignature>;

Error bad(std::string message) { return error(Code::kBadInput, std::move(message)); }

Number number_of(ByteView big_endian) {
  return Number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
}

bool pads_to(const BIGNUM* number, std::span<std::uint8_t> to) {
  const int size = static_cast<int>(to.size());
  return BN_is_negative(number) == 0 && BN_bn2binpad(number, to.data(), size) == size;
}

}  // namespace

Result<Bytes> ecdsa_p1363_to_der(ByteView fixed) {
  const std::size_t coordinate_bytes = fixed.size() / 2;
  if (fixed.size() != 64 && fixed.size() != 96) {
    return bad("an ECDSA signature r || s has 64 or 96 bytes, not " + std::to_string(fixed.size()));
  }
  Number r = number_of(fixed.first(coordinate_bytes));
  Number s = number_of(fixed.subspan(coordinate_bytes));
  const Signature signature(ECDSA_SIG_new());
  if (r == nullptr || s == nullptr || BN_is_zero(r.get()) || BN_is_zero(s.get())) {
    return bad("an ECDSA signature has r and s above zero");
  }
  ECDSA_SIG_set0(signature.get(), r.release(), s.release());
  Bytes der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)));
  std::uint8_t* next = der.data();
  i2d_ECDSA_SIG(signature.get(), &next);
  return der;
}

Result<Bytes> ecdsa_der_to_p1363(ByteView der, std::size_t coordinate_bytes) {
  const std::uint8_t* next = der.data();
  const Signature signature(d2i_ECDSA_SIG(nullptr, &next, static_cast<long>(der.size())));
  ERR_clear_error();  // the next reader of this thread's queue would take ours for his own
  Bytes fixed(2 * coordinate_bytes);
  const std::span<std::uint8_t> halves(fixed);
  if (signature == nullptr ||
      !pads_to(ECDSA_SIG_get0_r(signature.get()), halves.first(coordinate_bytes)) ||
      !pads_to(ECDSA_SIG_get0_s(signature.get()), halves.last(coordinate_bytes))) {
    return bad("not an ECDSA signature in DER for this curve");
  }
  // OpenSSL reads BER too and stops at the end of the sequence: only what it writes again is DER.
  const auto again = ecdsa_p1363_to_der(fixed);
  if (!again || !std::ranges::equal(*again, der)) {
    return bad("not an ECDSA signature in DER for this curve");
  }
  return fixed;
}

}  // namespace pyx
