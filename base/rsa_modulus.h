// The modulus of an RSA public key, ready for arithmetic with the public exponent 65537.
#pragma once

#include <openssl/bn.h>

#include <memory>
#include <optional>

#include "base/bytes.h"

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
  template <auto kFree>
  struct Free {
    template <class T>
    void operator()(T* held) const {
      kFree(held);
    }
  };
  using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
  using NumberContext = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;
  using Montgomery = std::unique_ptr<BN_MONT_CTX, Free<BN_MONT_CTX_free>>;

  RsaModulus() = default;
  static Number number_of(ByteView big_endian);
  static BN_CTX* thread_numbers();

  Number number_;
  Number exponent_;
  Montgomery montgomery_;
};

}  // namespace pyx
