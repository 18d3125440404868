#include "pkcs11/private_key_info.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>

#include "base/held.h"
#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx::pkcs11 {
namespace private_key_info_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::hex_bytes;
using pyx::testing::IsOk;

using Key = Held<EVP_PKEY, EVP_PKEY_free>;
using Info = Held<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;

Bytes pkcs8_of(EVP_PKEY* key) {
  const Info info(EVP_PKEY2PKCS8(key));
  unsigned char* der = nullptr;
  const int size = i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der);
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}
Bytes number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, bytes.data());
  BN_clear_free(number);
  return bytes;
}
Bytes copy(ByteView view) { return {view.begin(), view.end()}; }

TEST(PrivateKeyInfo, OfAnRsaKeyHasItsEightNumbers) {
  for (const unsigned bits : {2048U, 4096U}) {
    const Key key(EVP_RSA_gen(bits));
    const Bytes der = pkcs8_of(key.get());
    const auto read = read_private_key_info(der);
    ASSERT_THAT(read, IsOk());
    const auto* rsa = std::get_if<RsaPrivateKey>(&*read);
    ASSERT_NE(rsa, nullptr);
    EXPECT_EQ(copy(rsa->modulus), number_of(key.get(), "n"));
    EXPECT_EQ(copy(rsa->public_exponent), number_of(key.get(), "e"));
    EXPECT_EQ(copy(rsa->private_exponent), number_of(key.get(), "d"));
    EXPECT_EQ(copy(rsa->prime_1), number_of(key.get(), "rsa-factor1"));
    EXPECT_EQ(copy(rsa->prime_2), number_of(key.get(), "rsa-factor2"));
    EXPECT_EQ(copy(rsa->exponent_1), number_of(key.get(), "rsa-exponent1"));
    EXPECT_EQ(copy(rsa->exponent_2), number_of(key.get(), "rsa-exponent2"));
    EXPECT_EQ(copy(rsa->coefficient), number_of(key.get(), "rsa-coefficient1"));
  }
}

TEST(PrivateKeyInfo, OfAKeyOnACurveHasItsSecret) {
  for (const auto& [name, curve] :
       {std::pair("P-256", KeyType::kP256), std::pair("P-384", KeyType::kP384)}) {
    const Key key(EVP_EC_gen(name));
    const Bytes der = pkcs8_of(key.get());
    const auto read = read_private_key_info(der);
    ASSERT_THAT(read, IsOk()) << name;
    const auto* ec = std::get_if<EcPrivateKey>(&*read);
    ASSERT_NE(ec, nullptr);
    EXPECT_EQ(ec->curve, curve);
    Bytes secret = number_of(key.get(), "priv");
    secret.insert(secret.begin(), ec->secret.size() - secret.size(), 0);
    EXPECT_EQ(copy(ec->secret), secret);
  }
}

// As SoftHSM2 pads before it wraps.
TEST(PrivateKeyInfo, UpToSevenZeroBytesMayFollowAndNothingElse) {
  const Key key(EVP_EC_gen("P-256"));
  Bytes der = pkcs8_of(key.get());
  const std::size_t size = der.size();
  for (std::size_t more = 0; more <= 7; ++more) {
    der.resize(size + more);
    EXPECT_THAT(read_private_key_info(der), IsOk()) << more;
  }
  der.resize(size + 8);
  EXPECT_THAT(read_private_key_info(der), FailsWith(Code::kBadInput));
  der.resize(size + 1);
  der.back() = 1;
  EXPECT_THAT(read_private_key_info(der), FailsWith(Code::kBadInput));
}

TEST(PrivateKeyInfo, CutShortAnywhereIsRefused) {
  for (const Key& key : {Key(EVP_EC_gen("P-256")), Key(EVP_RSA_gen(2048))}) {
    const Bytes der = pkcs8_of(key.get());
    for (std::size_t size = 0; size < der.size(); ++size)
      ASSERT_THAT(read_private_key_info(ByteView(der).first(size)), FailsWith(Code::kBadInput))
          << size;
  }
}

TEST(PrivateKeyInfo, OtherKindsOfKeyAreRefusedByWhatTheyAre) {
  const Key edwards(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  EXPECT_THAT(read_private_key_info(pkcs8_of(edwards.get())),
              FailsSaying(Code::kBadInput, "of a kind that Pyx does not use"));
  const Key other_curve(EVP_EC_gen("P-521"));
  EXPECT_THAT(read_private_key_info(pkcs8_of(other_curve.get())),
              FailsSaying(Code::kBadInput, "on a curve that Pyx does not use"));
}

// A P-256 key whose secret is 32 bytes of 11, without its public half.
constexpr std::string_view kBefore = "3041020100301306072a8648ce3d020106082a8648ce3d030107";
constexpr std::string_view kAfter =
    "0427302502010104201111111111111111111111111111111111111111111111"
    "111111111111111111";

std::string handmade(std::string_view before, std::string_view after) {
  return std::string(before) + std::string(after);
}
std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(PrivateKeyInfo, OfACurveMayLackItsPublicKey) {
  const Bytes der = hex_bytes(handmade(kBefore, kAfter));
  const auto read = read_private_key_info(der);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(copy(std::get<EcPrivateKey>(*read).secret), Bytes(32, 0x11));
}

TEST(PrivateKeyInfo, WhatIsNotDerIsRefused) {
  const std::string good = handmade(kBefore, kAfter);
  ASSERT_THAT(read_private_key_info(hex_bytes(good)), IsOk());
  for (const std::string& wrong : {
           std::string(),                               // nothing
           std::string("30"),                           // no length
           std::string("3080020100"),                   // indefinite length
           replaced(good, "3041", "308141"),            // a length in a long form
           replaced(good, "3041", "30820041"),          // a longer one
           replaced(good, "3041", "3083000041"),        // more digits than a key needs
           replaced(good, "3041", "3141"),              // a SET
           replaced(good, "020100", "020102"),          // a version that is not known
           replaced(good, "020100", "0201ff"),          // a negative one
           replaced(good, "0420", "0520"),              // a secret that is no OCTET STRING
           replaced(good, "3025020101", "3025020102"),  // ECPrivateKey of another version
           replaced(good, "3013", "3012"),              // an algorithm that ends early
       }) {
    EXPECT_THAT(read_private_key_info(hex_bytes(wrong)), FailsWith(Code::kBadInput)) << wrong;
  }
}

TEST(PrivateKeyInfo, ASecretIsAsLongAsItsCurveDemands) {
  const std::string shorter =
      "3040020100301306072a8648ce3d020106082a8648ce3d03010704263024020101041f" +
      std::string(62, '1');
  EXPECT_THAT(read_private_key_info(hex_bytes(shorter)), FailsWith(Code::kBadInput));
}

}  // namespace private_key_info_test
}  // namespace pyx::pkcs11
