#include "base/public_key.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "base/base64.h"
#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx {
namespace {

using testing::FailsSaying;
using testing::FailsWith;
using testing::hex_bytes;
using testing::hex_member;
using testing::IsOk;
using testing::read_vectors;

const Bytes kExponent = {0x01, 0x00, 0x01};

// RFC 6979, A.2.5 and A.2.6: the public points, and the signatures on "sample".
const Bytes kP256Point = hex_bytes(
    "0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
const Bytes kP256Signature = hex_bytes(
    "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
const Bytes kP384Point = hex_bytes(
    "04EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A254515480"
    "BC13"
    "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD25332647"
    "20");
const Bytes kP384Signature = hex_bytes(
    "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE"
    "46"
    "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628A"
    "C8");

// RFC 8032, 7.1, tests 1 and 2.
const Bytes kEd25519One =
    hex_bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
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

const json::object& rsa_case() {
  static const json::array kCases = read_vectors("rfc9474.json");
  return kCases.at(0).as_object();
}
PublicKey p256() { return PublicKey::from_ec_point(KeyType::kP256, kP256Point).value(); }
PublicKey p384() { return PublicKey::from_ec_point(KeyType::kP384, kP384Point).value(); }
PublicKey ed25519() { return PublicKey::from_ed25519(kEd25519One).value(); }
PublicKey rsa2048() { return PublicKey::from_rsa(hex_member(rsa_case(), "n"), kExponent).value(); }

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using OpensslKey = std::unique_ptr<EVP_PKEY, FreeKey>;

// Made once: a large RSA key takes a second.
const OpensslKey& an_rsa_key(std::size_t bits) {
  static std::map<std::size_t, OpensslKey> made;
  OpensslKey& key = made[bits];
  if (key == nullptr) key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits));
  return key;
}
Bytes spki_of(const OpensslKey& key) {
  std::uint8_t* made = nullptr;
  const int size = i2d_PUBKEY(key.get(), &made);
  Bytes der(made, made + size);
  OPENSSL_free(made);
  return der;
}
Bytes flipped(Bytes bytes, std::size_t at) {
  bytes.at(at) ^= 1U;
  return bytes;
}

TEST(PublicKeySpki, IsThatOfOpensslForEachType) {
  const OpensslKey ec256(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const OpensslKey ec384(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"));
  const OpensslKey ed(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const OpensslKey& rsa2 = an_rsa_key(2048);
  const OpensslKey& rsa3 = an_rsa_key(3072);
  const OpensslKey& rsa4 = an_rsa_key(4096);
  const std::vector<std::pair<const OpensslKey*, KeyType>> keys = {
      {&ec256, KeyType::kP256},   {&ec384, KeyType::kP384},   {&ed, KeyType::kEd25519},
      {&rsa2, KeyType::kRsa2048}, {&rsa3, KeyType::kRsa3072}, {&rsa4, KeyType::kRsa4096}};
  for (const auto& [key, type] : keys) {
    const Bytes der = spki_of(*key);
    const auto read = PublicKey::from_spki(der);
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(read->type(), type);
    EXPECT_EQ(read->spki(), der);
    EXPECT_EQ(read->id(), sha256(der));
    EXPECT_EQ(PublicKey::from_pem(read->pem())->spki(), der);
  }
}

TEST(PublicKeySpki, AByteBehindItOrMissingIsRefused) {
  for (const PublicKey& key : {p256(), p384(), ed25519(), rsa2048()}) {
    Bytes longer = key.spki();
    longer.push_back(0);
    EXPECT_THAT(PublicKey::from_spki(longer), FailsWith(Code::kBadInput));
    EXPECT_THAT(PublicKey::from_spki(ByteView(key.spki()).first(key.spki().size() - 1)),
                FailsWith(Code::kBadInput));
  }
  EXPECT_THAT(PublicKey::from_spki({}), FailsWith(Code::kBadInput));
}

TEST(PublicKeySpki, APointOffItsCurveIsRefused) {
  EXPECT_THAT(PublicKey::from_ec_point(KeyType::kP256, flipped(kP256Point, 64)),
              FailsSaying(Code::kBadInput, "not on its curve"));
  EXPECT_THAT(PublicKey::from_ec_point(KeyType::kP384, flipped(kP384Point, 96)),
              FailsSaying(Code::kBadInput, "not on its curve"));
  Bytes zero(65);
  zero[0] = 4;
  EXPECT_THAT(PublicKey::from_ec_point(KeyType::kP256, zero), FailsWith(Code::kBadInput));
}

TEST(PublicKeySpki, ACompressedOrHybridPointIsRefused) {
  Bytes compressed(kP256Point.begin(), kP256Point.begin() + 33);
  compressed[0] = 3;
  EXPECT_THAT(PublicKey::from_ec_point(KeyType::kP256, compressed), FailsWith(Code::kBadInput));
  Bytes hybrid = kP256Point;
  hybrid[0] = 7;
  EXPECT_THAT(PublicKey::from_ec_point(KeyType::kP256, hybrid), FailsWith(Code::kBadInput));
}

TEST(PublicKeySpki, APointIsOnlyOfItsOwnCurve) {
  EXPECT_THAT(PublicKey::from_ec_point(KeyType::kP384, kP256Point), FailsWith(Code::kBadInput));
  EXPECT_THAT(PublicKey::from_ec_point(KeyType::kEd25519, kEd25519One), FailsWith(Code::kBadInput));
  EXPECT_THAT(PublicKey::from_ed25519(kP256Point), FailsWith(Code::kBadInput));
}

// Everybody can sign for the owner of such a key.
TEST(PublicKeySpki, AnEd25519PointOfSmallOrderIsRefused) {
  Bytes identity(32);
  identity[0] = 1;
  EXPECT_THAT(PublicKey::from_ed25519(identity), FailsSaying(Code::kBadInput, "small order"));
}

TEST(PublicKeySpki, OtherTypesAreRefused) {
  const OpensslKey p521(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521"));
  const OpensslKey k1(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1"));
  const OpensslKey x25519(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"));
  for (const OpensslKey* key : {&p521, &k1, &x25519}) {
    EXPECT_THAT(PublicKey::from_spki(spki_of(*key)), FailsWith(Code::kBadInput));
  }
  EXPECT_THAT(PublicKey::from_spki(spki_of(an_rsa_key(1024))), FailsWith(Code::kBadInput));
}

// Of each byte of a key: either refused, or another key that is written as it was read.
TEST(PublicKeySpki, NoFlippedBitIsReadAsTheSameKey) {
  for (const PublicKey& key : {p256(), ed25519()}) {
    for (std::size_t i = 0; i < key.spki().size(); ++i) {
      const Bytes changed = flipped(key.spki(), i);
      const auto read = PublicKey::from_spki(changed);
      if (read) {
        EXPECT_EQ(read->spki(), changed);
      }
    }
  }
}

TEST(PublicKeyKnown, IsTheSameKeyWithoutBeingCheckedAgain) {
  for (const PublicKey& key : {p256(), p384(), ed25519(), rsa2048()}) {
    const auto known = PublicKey::from_known_spki(key.spki());
    ASSERT_THAT(known, IsOk());
    EXPECT_EQ(known->type(), key.type());
    EXPECT_EQ(known->id(), key.id());
    EXPECT_EQ(known->spki(), key.spki());
  }
  const auto known = PublicKey::from_known_spki(p256().spki());
  EXPECT_TRUE(known->verify(Scheme::kEcdsaSha256, as_bytes("sample"),
                            ecdsa_p1363_to_der(kP256Signature).value()));
  EXPECT_FALSE(known->verify(Scheme::kEcdsaSha256, as_bytes("other"),
                             ecdsa_p1363_to_der(kP256Signature).value()));
}

TEST(PublicKeyKnown, AWrongPointOrModulusVerifiesNothing) {
  const Bytes off_curve = flipped(p256().spki(), p256().spki().size() - 1);
  const auto point = PublicKey::from_known_spki(off_curve);
  ASSERT_THAT(point, IsOk());
  EXPECT_FALSE(point->verify(Scheme::kEcdsaSha256, as_bytes("sample"),
                             ecdsa_p1363_to_der(kP256Signature).value()));
  Bytes even = rsa2048().spki();
  even[even.size() - 6] ^= 1U;
  const auto modulus = PublicKey::from_known_spki(even);
  ASSERT_THAT(modulus, IsOk());
  EXPECT_FALSE(modulus->verify_raw_rsa(hex_member(rsa_case(), "blinded_msg"),
                                       hex_member(rsa_case(), "blind_sig")));
}

TEST(PublicKeyKnown, WhatHasNoShapeIsRefused) {
  EXPECT_THAT(PublicKey::from_known_spki(flipped(p256().spki(), 3)), FailsWith(Code::kBadInput));
  EXPECT_THAT(PublicKey::from_known_spki({}), FailsWith(Code::kBadInput));
}

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

TEST(PublicKeyPem, IsReadWithAnyLineEndAndSpaceAround) {
  const std::string pem = p256().pem();
  EXPECT_TRUE(pem.starts_with("-----BEGIN PUBLIC KEY-----\nMFkw"));
  EXPECT_TRUE(pem.ends_with("\n-----END PUBLIC KEY-----\n"));
  std::string windows;
  for (const char c : pem) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(PublicKey::from_pem("\n " + windows + "\n")->id(), p256().id());
}

TEST(PublicKeyPem, OtherTextIsRefused) {
  const std::string pem = p256().pem();
  const std::string body = pem.substr(27, pem.size() - 27 - 25);
  EXPECT_THAT(
      PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\n" + body + "-----END PUBLIC KEY-----"),
      IsOk());
  for (const std::string& text :
       {std::string(), pem + pem, "key:\n" + pem, pem + "x", body,
        "-----BEGIN PRIVATE KEY-----\n" + body + "-----END PRIVATE KEY-----\n",
        std::string("-----BEGIN PUBLIC KEY-----"),
        std::string("-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----"),
        "-----BEGIN PUBLIC KEY-----\n" + body.substr(4) + "-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nA: b\n\n" + body + "-----END PUBLIC KEY-----\n"}) {
    EXPECT_THAT(PublicKey::from_pem(text), FailsWith(Code::kBadInput)) << text;
  }
}

// RFC 8037, A.2: the same key as test 1 of RFC 8032.
TEST(PublicKeyJwk, OfEd25519IsThatOfTheStandard) {
  EXPECT_EQ(ed25519().jwk("k1"),
            R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",)"
            R"("kid":"k1"})");
}

TEST(PublicKeyJwk, OfACurveHasItsTwoCoordinates) {
  const auto key = json::parse(p256().jwk("k")).value().as_object();
  EXPECT_EQ(key.at("kty").as_string(), "EC");
  EXPECT_EQ(key.at("crv").as_string(), "P-256");
  Bytes point = {4};
  for (const auto* name : {"x", "y"}) {
    append(point, from_base64url(std::string(key.at(name).as_string().c_str())).value());
  }
  EXPECT_EQ(point, kP256Point);
  EXPECT_NE(p384().jwk("k").find("\"P-384\""), std::string::npos);
}

TEST(PublicKeyJwk, OfRsaHasModulusAndExponent) {
  const auto key = json::parse(rsa2048().jwk("k")).value().as_object();
  EXPECT_EQ(key.at("kty").as_string(), "RSA");
  EXPECT_EQ(key.at("e").as_string(), "AQAB");
  EXPECT_EQ(from_base64url(std::string(key.at("n").as_string().c_str())).value(),
            hex_member(rsa_case(), "n"));
}

TEST(PublicKeyJwk, AKeyIdCannotBreakOutOfItsString) {
  const auto key = json::parse(ed25519().jwk("\",\"d\":\"x\n")).value().as_object();
  EXPECT_EQ(key.size(), 4U);
  EXPECT_EQ(key.at("kid").as_string(), "\",\"d\":\"x\n");
}

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

}  // namespace
}  // namespace pyx
