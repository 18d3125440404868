// Signatures that a public key takes, and those that it refuses.
#include "base/public_key.h"
#include "tests/base/public_keys.h"

namespace pyx {
namespace public_key_verify_test {

using testing::ed25519;
using testing::flipped;
using testing::hex_bytes;
using testing::hex_member;
using testing::kExponent;
using testing::kP256Signature;
using testing::p256;
using testing::p384;
using testing::read_vectors;
using testing::rsa2048;

// RFC 6979, A.2.6: the signature on "sample".
const Bytes kP384Signature = hex_bytes(
    "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE"
    "46"
    "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628A"
    "C8");

// RFC 8032, 7.1, tests 1 and 2.
const Bytes kEd25519OneOnNothing = hex_bytes(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b4"
    "6b"
    "d25bf5f0595bbe24655141438e7a100b");
const Bytes kEd25519Two =
    hex_bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
const Bytes kEd25519TwoOn72 = hex_bytes(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d"
    "8c"
    "387b2eaeb4302aeeb00d291612bb0c00");

TEST(PublicKeyVerify, TakesTheSignaturesOfTheStandards) {
  EXPECT_TRUE(p256().verify(Scheme::kEcdsaSha256, as_bytes("sample"),
                            ecdsa_p1363_to_der(kP256Signature).value()));
  EXPECT_TRUE(p384().verify(Scheme::kEcdsaSha384, as_bytes("sample"),
                            ecdsa_p1363_to_der(kP384Signature).value()));
  EXPECT_TRUE(ed25519().verify(Scheme::kEd25519, {}, kEd25519OneOnNothing));
  EXPECT_TRUE(
      PublicKey::from_ed25519(kEd25519Two)->verify(Scheme::kEd25519, Bytes{0x72}, kEd25519TwoOn72));
}

TEST(PublicKeyVerify, RefusesAnotherMessageKeyOrSignature) {
  const Bytes der = ecdsa_p1363_to_der(kP256Signature).value();
  EXPECT_FALSE(p256().verify(Scheme::kEcdsaSha256, as_bytes("Sample"), der));
  EXPECT_FALSE(p256().verify(Scheme::kEcdsaSha256, as_bytes("sample"), flipped(der, 20)));
  EXPECT_FALSE(p256().verify(Scheme::kEcdsaSha256, as_bytes("sample"), {}));
  EXPECT_FALSE(p256().verify(Scheme::kEcdsaSha256, as_bytes("sample"), kP256Signature));
  EXPECT_FALSE(ed25519().verify(Scheme::kEd25519, Bytes{0x72}, kEd25519TwoOn72));
  EXPECT_FALSE(ed25519().verify(Scheme::kEd25519, {}, flipped(kEd25519OneOnNothing, 63)));
  EXPECT_FALSE(ed25519().verify(Scheme::kEd25519, {}, {}));
}

// The same signature in a second encoding would count as a second signature.
TEST(PublicKeyVerify, RefusesASignatureInAnotherEncoding) {
  Bytes longer = ecdsa_p1363_to_der(kP256Signature).value();
  longer.push_back(0);
  EXPECT_FALSE(p256().verify(Scheme::kEcdsaSha256, as_bytes("sample"), longer));
  // S + L, which RFC 8032, 5.1.7 refuses.
  const Bytes order = hex_bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  Bytes malleable = kEd25519OneOnNothing;
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += malleable[32 + i] + order[i];
    malleable[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8U;
  }
  EXPECT_FALSE(ed25519().verify(Scheme::kEd25519, {}, malleable));
}

// Computed by RFC 8017, 8.1 in plain integers with the key of rfc9474.json.
TEST(PublicKeyVerify, TakesPssWithASaltOf32BytesOnly) {
  for (const auto& item : read_vectors("rsa-pss-sha256.json")) {
    const json::object& one = item.as_object();
    const auto key = PublicKey::from_rsa(hex_member(one, "n"), kExponent).value();
    const Bytes message = hex_member(one, "msg");
    const Bytes signature = hex_member(one, "sig");
    EXPECT_EQ(key.verify(Scheme::kRsaPssSha256, message, signature),
              one.at("salt_bytes").as_int64() == 32);
    EXPECT_FALSE(key.verify(Scheme::kRsaPssSha256, message, flipped(signature, 100)));
    EXPECT_FALSE(key.verify(Scheme::kRsaPssSha256, message, ByteView(signature).first(255)));
    EXPECT_FALSE(key.verify(Scheme::kRsaPssSha256, as_bytes("other"), signature));
  }
}

TEST(PublicKeyVerify, ASchemeOfAnotherTypeIsNeverRight) {
  const Bytes der = ecdsa_p1363_to_der(kP256Signature).value();
  for (const Scheme scheme : {Scheme::kRsaPssSha256, Scheme::kRsaBlind, Scheme::kEcdsaSha384,
                              Scheme::kEd25519, Scheme::kHmacSha256}) {
    EXPECT_FALSE(p256().verify(scheme, as_bytes("sample"), der));
  }
  EXPECT_FALSE(rsa2048().verify(Scheme::kEcdsaSha256, as_bytes("sample"), der));
}

}  // namespace public_key_verify_test
}  // namespace pyx
