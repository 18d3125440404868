#include "base/rsa_modulus.h"

#include <openssl/bn.h>

#include <memory>

#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx {
namespace rsa_modulus_test {

using testing::hex_member;
using testing::read_vectors;

const json::object& a_case() {
  static const json::array kCases = read_vectors("rfc9474.json");
  return kCases.at(0).as_object();
}

TEST(RsaModulus, IsSoundIfItIsAProductOfTwoLargePrimes) {
  const auto modulus = RsaModulus::from(hex_member(a_case(), "n"));
  ASSERT_TRUE(modulus);
  EXPECT_TRUE(modulus->is_sound());
}

TEST(RsaModulus, NoArithmeticIsPossibleWithAnEvenNumber) {
  Bytes even = hex_member(a_case(), "n");
  even.back() ^= 1U;
  EXPECT_FALSE(RsaModulus::from(even));
  EXPECT_FALSE(RsaModulus::from(Bytes(256)));
  EXPECT_FALSE(RsaModulus::from({}));
}

TEST(RsaModulus, ASmallFactorIsFound) {
  for (const unsigned factor : {3U, 5U, 743U, 751U}) {
    Bytes multiple(256, 0xff);
    const auto is_multiple = [&] {
      unsigned rest = 0;
      for (const std::uint8_t one : multiple) rest = (rest * 256 + one) % factor;
      return rest == 0;
    };
    for (unsigned low = 0; low < 32768 && !is_multiple(); ++low) {
      multiple[254] = static_cast<std::uint8_t>(low >> 7U);
      multiple[255] = static_cast<std::uint8_t>(low << 1U | 1U);
    }
    const auto modulus = RsaModulus::from(multiple);
    ASSERT_TRUE(modulus);
    EXPECT_FALSE(modulus->is_sound()) << factor;
  }
}

TEST(RsaModulus, APrimeIsNotSound) {
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> prime(BN_get_rfc3526_prime_2048(nullptr),
                                                         BN_free);
  Bytes bytes(256);
  ASSERT_EQ(BN_bn2bin(prime.get(), bytes.data()), 256);
  EXPECT_FALSE(RsaModulus::from(bytes)->is_sound());
}

// RFC 9474: blind_sig = blinded_msg^d.
TEST(RsaModulus, TakesTheBlindSignaturesOfTheStandardAndNoOther) {
  for (const auto& item : read_vectors("rfc9474.json")) {
    const json::object& one = item.as_object();
    const auto modulus = RsaModulus::from(hex_member(one, "n"));
    ASSERT_TRUE(modulus);
    const Bytes element = hex_member(one, "blinded_msg");
    Bytes signature = hex_member(one, "blind_sig");
    EXPECT_TRUE(modulus->verify(element, signature));
    EXPECT_FALSE(modulus->verify(signature, element));
    signature.back() ^= 1U;
    EXPECT_FALSE(modulus->verify(element, signature));
  }
}

}  // namespace rsa_modulus_test
}  // namespace pyx
