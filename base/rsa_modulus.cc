#include "base/rsa_modulus.h"

namespace pyx {
namespace {

constexpr BN_ULONG kPublicExponent = 65537;
constexpr BN_ULONG kLargestSmallFactor = 751;  // as FIPS 140 modules look for

}  // namespace

RsaModulus::Number RsaModulus::number_of(ByteView big_endian) {
  return Number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
}

BN_CTX* RsaModulus::thread_numbers() {
  static thread_local const NumberContext kContext(BN_CTX_new());
  return kContext.get();
}

std::optional<RsaModulus> RsaModulus::from(ByteView big_endian) {
  RsaModulus made;
  made.number_ = number_of(big_endian);
  made.exponent_.reset(BN_new());
  made.montgomery_.reset(BN_MONT_CTX_new());
  if (made.number_ == nullptr || made.exponent_ == nullptr || made.montgomery_ == nullptr ||
      BN_is_odd(made.number_.get()) == 0 ||
      BN_set_word(made.exponent_.get(), kPublicExponent) != 1 ||
      BN_MONT_CTX_set(made.montgomery_.get(), made.number_.get(), thread_numbers()) != 1) {
    return std::nullopt;
  }
  return made;
}

// OpenSSL's own check takes a random base, and so took some moduli at one time and refused them at
// another (found by tests/fuzz): what a register has once taken it must take again. Here the base
// is 2.
bool RsaModulus::is_sound() const {
  for (BN_ULONG factor = 3; factor <= kLargestSmallFactor; factor += 2) {
    if (BN_mod_word(number_.get(), factor) == 0) return false;
  }
  const Number less_one(BN_dup(number_.get()));
  const Number power(BN_new());
  return less_one != nullptr && power != nullptr && BN_sub_word(less_one.get(), 1) == 1 &&
         BN_mod_exp_mont_word(power.get(), 2, less_one.get(), number_.get(), thread_numbers(),
                              montgomery_.get()) == 1 &&
         BN_is_one(power.get()) == 0;
}

bool RsaModulus::verify(ByteView element, ByteView signature) const {
  BN_CTX* const numbers = thread_numbers();
  const Number base = number_of(signature);
  const Number wanted = number_of(element);
  const Number power(BN_new());
  return numbers != nullptr && base != nullptr && wanted != nullptr && power != nullptr &&
         BN_mod_exp_mont(power.get(), base.get(), exponent_.get(), number_.get(), numbers,
                         montgomery_.get()) == 1 &&
         BN_cmp(power.get(), wanted.get()) == 0;
}

}  // namespace pyx
