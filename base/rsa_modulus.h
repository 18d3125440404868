// The modulus of an RSA public key, ready for arithmetic with the public exponent 65537.
#pragma once

#include <openssl/bn.h>

#include <optional>

#include "base/bytes.h"
#include "base/held.h"

namespace pyx {

// Only read once made, so that threads may share it.
class RsaModulus {
 public:
  // From big-endian bytes. Nothing for a number with which no arithmetic is possible (an even one).
  static std::optional<RsaModulus> from(ByteView big_endian);

  // SP 800-56B rev. 2, 6.4.2.2: odd, without a small factor, not prime. The same answer each time.
  bool is_sound() const;
  // Whether signature^65537 mod n == element; both below the modulus, big-endian.
  bool verify(ByteView element, ByteView signature) const;

 private:
  using Number = Held<BIGNUM, BN_free>;
  using NumberContext = Held<BN_CTX, BN_CTX_free>;
  using Montgomery = Held<BN_MONT_CTX, BN_MONT_CTX_free>;

  RsaModulus() = default;
  static Number number_of(ByteView big_endian);
  static BN_CTX* thread_numbers();

  Number number_;
  Number exponent_;
  Montgomery montgomery_;
};

}  // namespace pyx
