// RSA keys, and the raw results under them.
#include <openssl/bn.h>

#include <memory>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/public_key.h"
#include "tests/base/openssl_keys.h"
#include "tests/base/public_keys.h"
#include "tests/matchers.h"

namespace pyx {
namespace public_key_rsa_test {

using testing::an_rsa_key;
using testing::ed25519;
using testing::FailsSaying;
using testing::FailsWith;
using testing::flipped;
using testing::hex_member;
using testing::IsOk;
using testing::kExponent;
using testing::p256;
using testing::read_vectors;
using testing::rsa2048;
using testing::rsa_case;
using testing::spki_of;

TEST(PublicKeyRsa, AnotherExponentIsRefused) {
  const Bytes modulus = hex_member(rsa_case(), "n");
  for (const Bytes& exponent :
       {Bytes{3}, Bytes{0x01, 0x00, 0x03}, Bytes{}, Bytes{0}, Bytes{0x01, 0x00, 0x01, 0x00}}) {
    EXPECT_THAT(PublicKey::from_rsa(modulus, exponent), FailsSaying(Code::kBadInput, "65537"));
  }
  Bytes spki = rsa2048().spki();
  spki.back() = 3;
  EXPECT_THAT(PublicKey::from_spki(spki), FailsSaying(Code::kBadInput, "65537"));
}

TEST(PublicKeyRsa, ZeroesBeforeTheNumbersAreNoPartOfThem) {
  Bytes modulus = hex_member(rsa_case(), "n");
  modulus.insert(modulus.begin(), 2, 0);
  const auto key = PublicKey::from_rsa(modulus, Bytes{0, 1, 0, 1});
  ASSERT_THAT(key, IsOk());
  EXPECT_EQ(key->spki(), rsa2048().spki());
}

TEST(PublicKeyRsa, AModulusThatIsShortEvenOrPrimeIsRefused) {
  Bytes modulus = hex_member(rsa_case(), "n");
  Bytes shorter = modulus;
  shorter[0] = 0x7f;
  EXPECT_THAT(PublicKey::from_rsa(shorter, kExponent), FailsSaying(Code::kBadInput, "shorter"));
  EXPECT_THAT(PublicKey::from_rsa(ByteView(modulus).first(255), kExponent),
              FailsSaying(Code::kBadInput, "255 bytes"));
  EXPECT_THAT(PublicKey::from_rsa({}, kExponent), FailsWith(Code::kBadInput));
  EXPECT_THAT(PublicKey::from_rsa(flipped(modulus, 255), kExponent),
              FailsSaying(Code::kBadInput, "SP 800-56B"));
  EXPECT_THAT(PublicKey::from_rsa(Bytes(256, 0xff), kExponent), FailsWith(Code::kBadInput));
}

// OpenSSL asks a random base whether a modulus is composite, and so finds some factors at one time
// and not at another: found by tests/fuzz.
TEST(PublicKeyRsa, AModulusIsTakenAlwaysOrNever) {
  const Bytes pem =
      read_file(PYX_SOURCE_DIR "/tests/fuzz/corpus/public_key_pem/rsa-taken-at-times").value();
  const bool first = PublicKey::from_pem(as_text(pem)).ok();
  for (int i = 0; i < 50; ++i) EXPECT_EQ(PublicKey::from_pem(as_text(pem)).ok(), first);
}

TEST(PublicKeyRsa, APrimeIsRefused) {
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> prime(BN_get_rfc3526_prime_2048(nullptr),
                                                         BN_free);
  Bytes modulus(256);
  ASSERT_EQ(BN_bn2bin(prime.get(), modulus.data()), 256);
  EXPECT_THAT(PublicKey::from_rsa(modulus, kExponent), FailsSaying(Code::kBadInput, "prime"));
}

TEST(PublicKeyRsa, KnowsItsModulusBytes) {
  EXPECT_EQ(rsa2048().rsa_modulus_bytes(), 256U);
  EXPECT_EQ(PublicKey::from_spki(spki_of(an_rsa_key(3072)))->rsa_modulus_bytes(), 384U);
  EXPECT_EQ(PublicKey::from_spki(spki_of(an_rsa_key(4096)))->rsa_modulus_bytes(), 512U);
  EXPECT_EQ(p256().rsa_modulus_bytes(), 0U);
}

// SIGN-CHECKED and trap 18. RFC 9474: blind_sig = blinded_msg^d.
TEST(PublicKeyRawRsa, TakesTheBlindSignaturesOfTheStandard) {
  for (const auto& item : read_vectors("rfc9474.json")) {
    const json::object& one = item.as_object();
    const auto key = PublicKey::from_rsa(hex_member(one, "n"), hex_member(one, "e")).value();
    const Bytes element = hex_member(one, "blinded_msg");
    const Bytes signature = hex_member(one, "blind_sig");
    EXPECT_TRUE(key.verify_raw_rsa(element, signature));
    EXPECT_TRUE(key.verify(Scheme::kRsaBlind, element, signature));
    EXPECT_TRUE(key.verify_raw_rsa(hex_member(one, "encoded_msg"), hex_member(one, "sig")));
    EXPECT_FALSE(key.verify_raw_rsa(element, flipped(signature, 255)));
    EXPECT_FALSE(key.verify_raw_rsa(flipped(element, 255), signature));
    EXPECT_FALSE(key.verify_raw_rsa(signature, element));
  }
}

TEST(PublicKeyRawRsa, NumbersOfAnotherLengthAreRefused) {
  const Bytes element = hex_member(rsa_case(), "blinded_msg");
  const Bytes signature = hex_member(rsa_case(), "blind_sig");
  Bytes longer = signature;
  longer.insert(longer.begin(), 0);
  EXPECT_FALSE(rsa2048().verify_raw_rsa(element, longer));
  EXPECT_FALSE(rsa2048().verify_raw_rsa(ByteView(element).subspan(1), signature));
  EXPECT_FALSE(rsa2048().verify_raw_rsa({}, {}));
}

// TOKENS.md: SoftHSM2 ends the process on an element that is too long, and fails on one that is
// not below the modulus.
TEST(PublicKeyRawRsa, AnElementIsBelowTheModulusAndAsLong) {
  const PublicKey key = rsa2048();
  const Bytes modulus = hex_member(rsa_case(), "n");
  Bytes largest = modulus;
  largest.back() -= 1;  // odd, so there is no borrow
  EXPECT_TRUE(key.rsa_element_in_range(largest));
  EXPECT_TRUE(key.rsa_element_in_range(Bytes(256)));
  EXPECT_FALSE(key.rsa_element_in_range(modulus));
  EXPECT_FALSE(key.rsa_element_in_range(Bytes(256, 0xff)));
  EXPECT_FALSE(key.rsa_element_in_range(Bytes(255)));
  EXPECT_FALSE(key.rsa_element_in_range(Bytes(257)));
  EXPECT_FALSE(key.rsa_element_in_range({}));
  EXPECT_FALSE(p256().rsa_element_in_range(Bytes(256)));
  EXPECT_FALSE(ed25519().rsa_element_in_range({}));
}

// The first use makes what the others share.
TEST(PublicKeyRawRsa, OneKeyServesManyThreads) {
  const PublicKey key = PublicKey::from_known_spki(rsa2048().spki()).value();
  const Bytes element = hex_member(rsa_case(), "blinded_msg");
  const Bytes signature = hex_member(rsa_case(), "blind_sig");
  std::vector<int> wrong(4);
  std::vector<std::jthread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&, copy = key] {
      for (int i = 0; i < 200; ++i) {
        count += copy.verify_raw_rsa(element, signature) ? 0 : 1;
        count += copy.verify_raw_rsa(element, element) ? 1 : 0;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, std::vector<int>(4));
}

}  // namespace public_key_rsa_test
}  // namespace pyx
