#include "base/public_key.h"

#include <vector>

#include "tests/base/openssl_keys.h"
#include "tests/base/public_keys.h"
#include "tests/matchers.h"

namespace pyx {
namespace public_key_test {

using testing::an_rsa_key;
using testing::ed25519;
using testing::FailsSaying;
using testing::FailsWith;
using testing::flipped;
using testing::hex_member;
using testing::IsOk;
using testing::kEd25519One;
using testing::kP256Point;
using testing::kP256Signature;
using testing::kP384Point;
using testing::OpensslKey;
using testing::p256;
using testing::p384;
using testing::rsa2048;
using testing::rsa_case;
using testing::spki_of;

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

}  // namespace public_key_test
}  // namespace pyx
