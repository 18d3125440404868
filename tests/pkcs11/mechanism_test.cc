#include "pkcs11/mechanism.h"

#include <algorithm>

#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace mechanism_test {

TEST(Mechanism, PssHasSha256InBothPlacesAndASaltOf32Bytes) {
  SignMechanism mechanism(Scheme::kRsaPssSha256);
  ASSERT_EQ(mechanism.get()->mechanism, CKM_RSA_PKCS_PSS);
  ASSERT_EQ(mechanism.get()->ulParameterLen, sizeof(CK_RSA_PKCS_PSS_PARAMS));
  const auto* parameters = static_cast<CK_RSA_PKCS_PSS_PARAMS*>(mechanism.get()->pParameter);
  EXPECT_EQ(parameters->hash_alg, CKM_SHA256);
  EXPECT_EQ(parameters->mgf, CKG_MGF1_SHA256);
  EXPECT_EQ(parameters->s_len, 32U);
}

TEST(Mechanism, TheOtherSchemesHaveNoParameters) {
  for (const Scheme scheme : {Scheme::kRsaBlind, Scheme::kEcdsaSha256, Scheme::kEcdsaSha384,
                              Scheme::kEd25519, Scheme::kHmacSha256}) {
    SignMechanism mechanism(scheme);
    EXPECT_EQ(mechanism.get()->pParameter, nullptr);
    EXPECT_EQ(mechanism.get()->mechanism, mechanism_type(scheme));
  }
}

// A raw key that also did padded RSA would forge signatures.
TEST(Mechanism, ABlindKeyIsAllowedRawRsaOnlyAndASigningKeyPssOnly) {
  EXPECT_EQ(allowed_mechanism(KeyType::kRsa2048, Purpose::kBlindSign), CKM_RSA_X_509);
  EXPECT_EQ(allowed_mechanism(KeyType::kRsa2048, Purpose::kSign), CKM_RSA_PKCS_PSS);
  EXPECT_EQ(allowed_mechanism(KeyType::kAes256, Purpose::kEncrypt), CKM_AES_GCM);
}

TEST(Mechanism, TheKeysOfAMintAreAllowedTheOneMechanismOfTheirUse) {
  EXPECT_EQ(allowed_mechanism(KeyType::kGenericSecret, Purpose::kCoin), CKM_SHA256_HMAC);
  EXPECT_EQ(allowed_mechanism(KeyType::kGenericSecret, Purpose::kCoinSeed), CKM_SHA256_HMAC);
  EXPECT_EQ(allowed_mechanism(KeyType::kP256, Purpose::kAnswer), CKM_ECDSA);
  EXPECT_EQ(allowed_mechanism(KeyType::kP256, Purpose::kEnvelope), CKM_ECDH1_DERIVE);
}

TEST(Mechanism, AnUnknownNumberIsShownInHex) {
  EXPECT_EQ(mechanism_name(CKM_ECDSA), "CKM_ECDSA");
  EXPECT_EQ(mechanism_name(CKM_ECDH1_DERIVE), "CKM_ECDH1_DERIVE");
  EXPECT_EQ(mechanism_name(0x80000171), "CKM_0x80000171");
}

class MechanismOnSoftHsm : public OnSession {};

TEST_F(MechanismOnSoftHsm, TheListHoldsEcdsa) {
  const auto listed = must(listed_mechanisms(module_, slot_));
  EXPECT_NE(std::ranges::find(listed, CK_MECHANISM_TYPE{CKM_ECDSA}), listed.end());
}

}  // namespace mechanism_test
}  // namespace pyx::pkcs11
