#include "pkcs11/signing_key.h"

#include "pkcs11/key_generation.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace signing_key_test {

class SigningKeyOnSoftHsm : public OnSession {
 protected:
  Uuid put_secret_allowed(const std::vector<CK_MECHANISM_TYPE>& mechanisms) {
    const Uuid id = new_id();
    Bytes allowed;
    for (const auto one : mechanisms) append(allowed, number_value(one));
    Template asked;
    asked.number(CKA_CLASS, CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
        .flag(CKA_TOKEN, true)
        .flag(CKA_SIGN, true)
        .bytes(CKA_ID, id.bytes)
        .bytes(CKA_VALUE, Bytes(32, 7));
    if (!allowed.empty()) asked.bytes(CKA_ALLOWED_MECHANISMS, allowed);
    CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
    EXPECT_EQ(module_->C_CreateObject(session_.handle(), asked.data(), asked.size(), &made),
              CKR_OK);
    return id;
  }
};

TEST_F(SigningKeyOnSoftHsm, TheSchemeFollowsFromTypeAndAllowedMechanism) {
  const struct {
    KeyType type;
    Purpose purpose;
    Scheme scheme;
    std::size_t bytes;
  } all[] = {{KeyType::kRsa2048, Purpose::kSign, Scheme::kRsaPssSha256, 256},
             {KeyType::kRsa2048, Purpose::kBlindSign, Scheme::kRsaBlind, 256},
             {KeyType::kP256, Purpose::kSign, Scheme::kEcdsaSha256, 64},
             {KeyType::kP384, Purpose::kSign, Scheme::kEcdsaSha384, 96},
             {KeyType::kEd25519, Purpose::kSign, Scheme::kEd25519, 64},
             {KeyType::kGenericSecret, Purpose::kMac, Scheme::kHmacSha256, 32},
             {KeyType::kGenericSecret, Purpose::kCoin, Scheme::kHmacSha256, 32},
             {KeyType::kGenericSecret, Purpose::kCoinSeed, Scheme::kHmacSha256, 32},
             {KeyType::kP384, Purpose::kAnswer, Scheme::kEcdsaSha384, 96}};
  for (const auto& one : all) {
    const auto spec = spec_of(one.type, one.purpose);
    must(generate(spec));
    const auto key = must(find_signing_key(session_, spec.id, 1));
    EXPECT_EQ(key.scheme, one.scheme) << to_text(one.scheme);
    EXPECT_EQ(key.signature_bytes, one.bytes) << to_text(one.scheme);
  }
}

TEST_F(SigningKeyOnSoftHsm, AKeyThatEncryptsOrAgreesDoesNotSign) {
  for (const auto& spec : {spec_of(KeyType::kAes256, Purpose::kEncrypt),
                           spec_of(KeyType::kP256, Purpose::kEnvelope)}) {
    must(generate(spec));
    EXPECT_THAT(find_signing_key(session_, spec.id, 1), RefusedBy("SIGN-CHECKED"));
  }
}

// What signs with it then: AKeyThatTheTokenDoesNotFix... in signing_test.cc.
TEST_F(SigningKeyOnSoftHsm, AKeyOfUnlimitedOrSeveralMechanismsHasNoSchemeOfItsOwn) {
  EXPECT_EQ(must(find_signing_key(session_, put_secret_allowed({}), 1)).scheme, std::nullopt);
  EXPECT_EQ(
      must(find_signing_key(session_, put_secret_allowed({CKM_SHA256_HMAC, CKM_SHA512_HMAC}), 1))
          .scheme,
      std::nullopt);
}

TEST_F(SigningKeyOnSoftHsm, AKeyThatIsFixedToAMechanismThatPyxDoesNotUseIsRefused) {
  EXPECT_THAT(find_signing_key(session_, put_secret_allowed({CKM_SHA512_HMAC}), 1),
              RefusedBy("SIGN-CHECKED"));
}

TEST(SigningKeys, AKeyKeptUnderAnEarlierLoginIsNotGiven) {
  SigningKeys keys;
  const Uuid id = new_id();
  SigningKey key;
  key.login_epoch = 1;
  keys.keep(id, key);
  EXPECT_NE(keys.get(id, 1), nullptr);
  EXPECT_EQ(keys.get(id, 2), nullptr);
  EXPECT_EQ(keys.get(new_id(), 1), nullptr);
}

TEST(SigningKeys, AForgottenKeyIsGoneAndOneInUseStaysAlive) {
  SigningKeys keys;
  const Uuid id = new_id();
  const auto in_use = keys.keep(id, {});
  keys.forget(id);
  EXPECT_EQ(keys.get(id, 0), nullptr);
  EXPECT_EQ(in_use->handle, CK_INVALID_HANDLE);
}

}  // namespace signing_key_test
}  // namespace pyx::pkcs11
