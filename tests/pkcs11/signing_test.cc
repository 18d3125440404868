#include "pkcs11/signing.h"

#include "base/sha256.h"
#include "pkcs11/key_generation.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace signing_test {

constexpr std::string_view kMessage = "what is signed";

// SoftHSM2 ends the process at a raw RSA input one byte too long, so no input of a wrong size may
// reach it: in these tests a call of the module would be seen.
class SigningOnSoftHsm : public OnSoftHsm {
 protected:
  SigningKey make(KeyType type, Purpose purpose) {
    const auto spec = spec_of(type, purpose);
    must(generate_key(session_, spec, [this] { return login_.open_session(Access::kReadWrite); }));
    return must(find_signing_key(session_, spec.id, 1));
  }
  Bytes modulus_of(const SigningKey& key) {
    const Bytes& spki = key.public_key->spki();
    return {spki.end() - 5 - 256, spki.end() - 5};  // before INTEGER 65537
  }
  pyx::testing::FaultyModule faulty_;
  Module module_ = must(Module::load(faulty_.path()));
  Login login_{module_, must(slots_with_tokens(module_)).front().identity, softhsm_token_.pin()};
  Session session_ = must(login_.first_session(Access::kReadWrite));
};

TEST_F(SigningOnSoftHsm, EverySignatureVerifiesWithThePublicKey) {
  const Sha256 short_digest = sha256(kMessage);
  const auto long_digest = sha384(as_bytes(kMessage));
  const struct {
    KeyType type;
    ByteView input;
  } all[] = {{KeyType::kRsa2048, short_digest}, {KeyType::kRsa3072, short_digest},
             {KeyType::kRsa4096, short_digest}, {KeyType::kP256, short_digest},
             {KeyType::kP384, long_digest},     {KeyType::kEd25519, as_bytes(kMessage)}};
  for (const auto& one : all) {
    const SigningKey key = make(one.type, Purpose::kSign);
    const SignJob job{{}, *key.scheme, one.input};
    ASSERT_THAT(may_sign(key, job), IsOk());
    Bytes signature = must(sign_one(session_, key, job));
    EXPECT_EQ(signature.size(), key.signature_bytes);
    if (one.type == KeyType::kP256 || one.type == KeyType::kP384) {
      signature = must(ecdsa_p1363_to_der(signature));
    }
    EXPECT_TRUE(key.public_key->verify(*key.scheme, as_bytes(kMessage), signature))
        << to_text(one.type);
  }
}

TEST_F(SigningOnSoftHsm, AMacIsVerifiedByTheTokenInAnotherSession) {
  const SigningKey key = make(KeyType::kGenericSecret, Purpose::kMac);
  Bytes mac = must(sign_one(session_, key, {{}, *key.scheme, as_bytes(kMessage)}));
  const Session other = must(login_.open_session(Access::kReadOnly));
  CK_MECHANISM how{CKM_SHA256_HMAC, nullptr, 0};
  Bytes message = to_bytes(kMessage);
  ASSERT_EQ(module_->C_VerifyInit(other.handle(), &how, key.handle), CKR_OK);
  EXPECT_EQ(
      module_->C_Verify(other.handle(), message.data(), message.size(), mac.data(), mac.size()),
      CKR_OK);
}

TEST_F(SigningOnSoftHsm, AnEmptyMessageIsSigned) {
  const SigningKey key = make(KeyType::kGenericSecret, Purpose::kMac);
  EXPECT_THAT(sign_one(session_, key, {{}, *key.scheme, {}}), IsOk());
}

TEST_F(SigningOnSoftHsm, ARawRsaResultIsTheRootOfTheElement) {
  const SigningKey key = make(KeyType::kRsa2048, Purpose::kBlindSign);
  Bytes element = modulus_of(key);
  element.back() -= 1;  // n - 1: the largest that may be signed
  const SignJob job{{}, Scheme::kRsaBlind, element};
  ASSERT_THAT(may_sign(key, job), IsOk());
  EXPECT_TRUE(key.public_key->verify_raw_rsa(element, must(sign_one(session_, key, job))));
}

TEST_F(SigningOnSoftHsm, ARawElementOfAnotherLengthIsRefused) {
  const SigningKey key = make(KeyType::kRsa2048, Purpose::kBlindSign);
  for (const std::size_t size : {0, 1, 255, 257, 512}) {
    EXPECT_THAT(may_sign(key, {{}, Scheme::kRsaBlind, Bytes(size, 1)}), FailsWith(Code::kBadInput))
        << size;
  }
}

TEST_F(SigningOnSoftHsm, ARawElementAtOrAboveTheModulusIsRefused) {
  const SigningKey key = make(KeyType::kRsa2048, Purpose::kBlindSign);
  const Bytes modulus = modulus_of(key);
  EXPECT_THAT(may_sign(key, {{}, Scheme::kRsaBlind, modulus}), FailsWith(Code::kBadInput));
  EXPECT_THAT(may_sign(key, {{}, Scheme::kRsaBlind, Bytes(256, 0xff)}), FailsWith(Code::kBadInput));
}

TEST_F(SigningOnSoftHsm, ADigestOfAnotherLengthIsRefused) {
  const SigningKey p256 = make(KeyType::kP256, Purpose::kSign);
  const SigningKey p384 = make(KeyType::kP384, Purpose::kSign);
  for (const std::size_t size : {0, 31, 33, 48, 64}) {
    EXPECT_THAT(may_sign(p256, {{}, Scheme::kEcdsaSha256, Bytes(size)}), FailsWith(Code::kBadInput))
        << size;
  }
  for (const std::size_t size : {0, 32, 47, 49}) {
    EXPECT_THAT(may_sign(p384, {{}, Scheme::kEcdsaSha384, Bytes(size)}), FailsWith(Code::kBadInput))
        << size;
  }
}

TEST_F(SigningOnSoftHsm, ASchemeThatIsNotTheKeysIsRefused) {
  const SigningKey key = make(KeyType::kRsa2048, Purpose::kBlindSign);
  EXPECT_THAT(may_sign(key, {{}, Scheme::kRsaPssSha256, Bytes(32)}), RefusedBy("SIGN-CHECKED"));
  const SigningKey pss = make(KeyType::kRsa2048, Purpose::kSign);
  EXPECT_THAT(may_sign(pss, {{}, Scheme::kRsaBlind, Bytes(256)}), RefusedBy("SIGN-CHECKED"));
}

// SIGN-CHECKED: a key that the token does not fix to one mechanism signs only where the policy says
// so, and only by a scheme of its type.
TEST_F(SigningOnSoftHsm, AKeyThatTheTokenDoesNotFixSignsOnlyByTheExceptionOfThePolicy) {
  SigningKey key = make(KeyType::kRsa2048, Purpose::kSign);
  key.scheme.reset();
  const Bytes digest(32);
  SignJob job{{}, Scheme::kRsaPssSha256, digest};
  EXPECT_THAT(may_sign(key, job), RefusedBy("SIGN-CHECKED"));
  job.fixed = SchemeFixed::kByPolicy;
  EXPECT_THAT(may_sign(key, job), IsOk());
  job.scheme = Scheme::kEcdsaSha256;
  EXPECT_THAT(may_sign(key, job), RefusedBy("SIGN-CHECKED"));
}

TEST_F(SigningOnSoftHsm, AKeyThatTheTokenDoesFixIsBoundByItWhateverThePolicySays) {
  const SigningKey key = make(KeyType::kRsa2048, Purpose::kBlindSign);
  EXPECT_THAT(may_sign(key, {{}, Scheme::kRsaPssSha256, Bytes(32), SchemeFixed::kByPolicy}),
              RefusedBy("SIGN-CHECKED"));
}

// The same from the token's side: the key's mechanisms are fixed there.
TEST_F(SigningOnSoftHsm, TheTokenItselfRefusesAnotherMechanism) {
  SigningKey key = make(KeyType::kRsa2048, Purpose::kSign);
  key.scheme = Scheme::kRsaBlind;
  EXPECT_THAT(sign_one(session_, key, {{}, Scheme::kRsaBlind, Bytes(256)}),
              FailsWithCkr(CKR_MECHANISM_INVALID));
}

// Trap 18: one faulty raw result gives the private key away.
TEST_F(SigningOnSoftHsm, AWrongRawRsaResultIsWithheld) {
  const SigningKey key = make(KeyType::kRsa2048, Purpose::kBlindSign);
  const Bytes element(256, 0x11);
  faulty_.corrupt_signatures();
  const auto result = sign_one(session_, key, {{}, Scheme::kRsaBlind, element});
  ASSERT_THAT(result, FailsWith(Code::kToken));
  EXPECT_EQ(result.error().control, "SIGN-CHECKED");
}

}  // namespace signing_test
}  // namespace pyx::pkcs11
