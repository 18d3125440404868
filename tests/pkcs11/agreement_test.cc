#include "pkcs11/agreement.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>

#include "base/held.h"
#include "base/hpke.h"
#include "base/p256.h"
#include "base/spki.h"
#include "pkcs11/objects.h"
#include "pkcs11/public_half.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_nss.h"
#include "tests/support/revealed.h"

namespace pyx::pkcs11 {
namespace agreement_test {

using pyx::testing::revealed;
using Key = Held<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Held<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

// Whoever seals to the token's key: OpenSSL's own ECDH.
class OtherSide {
 public:
  Bytes point() const { return point_of(key_.get()); }
  Bytes agree_with(const PublicKey& token_key) const {
    const std::uint8_t* der = token_key.spki().data();
    const Key theirs(d2i_PUBKEY(nullptr, &der, static_cast<long>(token_key.spki().size())));
    const KeyContext context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    Bytes shared(32);
    std::size_t size = shared.size();
    if (EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), theirs.get()) != 1 ||
        EVP_PKEY_derive(context.get(), shared.data(), &size) != 1 || size != shared.size()) {
      throw std::runtime_error("OpenSSL cannot agree");
    }
    return shared;
  }
  static Bytes point_of(EVP_PKEY* key) {
    unsigned char* raw = nullptr;
    const std::size_t size = EVP_PKEY_get1_encoded_public_key(key, &raw);
    Bytes point(raw, raw + size);
    OPENSSL_free(raw);
    return point;
  }

 private:
  Key key_{EVP_EC_gen("P-256")};
};

class AgreementOnSoftHsm : public OnSoftHsm {
 protected:
  Uuid make_key(KeyType type = KeyType::kP256, Purpose purpose = Purpose::kEnvelope) {
    const auto spec = spec_of(type, purpose);
    made_ = must(token_->generate(spec));
    return spec.id;
  }
  Result<std::vector<SecretBytes>> agree(const Uuid& id, const std::vector<Bytes>& peers,
                                         SchemeFixed fixed = SchemeFixed::kOnToken) {
    return token_->agree(id, peers, fixed);
  }
  std::size_t objects() { return must(token_->objects()).size(); }

  KeyFacts made_;  // the last
  OtherSide other_;
  pyx::testing::FaultyModule faulty_;
  std::unique_ptr<Token> token_ = open(faulty_.path(), 1);
};

TEST_F(AgreementOnSoftHsm, BothSidesAgreeInTheOrderOfThePeers) {
  const Uuid id = make_key();
  const std::vector<OtherSide> others(3);
  std::vector<Bytes> points;
  for (const OtherSide& other : others) points.push_back(other.point());
  const auto agreed = agree(id, points);
  ASSERT_THAT(agreed, IsOk());
  ASSERT_EQ(agreed->size(), 3U);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(revealed((*agreed)[i]), others[i].agree_with(*made_.public_key)) << i;
  EXPECT_TRUE(must(agree(id, {})).empty());
}

TEST_F(AgreementOnSoftHsm, AnXWithALeadingZeroHas32BytesToo) {
  const Uuid id = make_key();
  const auto found = [&] {
    while (true) {
      OtherSide other;
      if (other.agree_with(*made_.public_key).front() == 0) return other;
    }
  }();
  EXPECT_EQ(revealed(must(agree(id, {found.point()})).front()),
            found.agree_with(*made_.public_key));
}

// What the agreement is for: the token's key opens what anybody sealed to it by HPKE.
TEST_F(AgreementOnSoftHsm, AnEnvelopeIsOpenedWithTheKeyInTheToken) {
  const Uuid id = make_key();
  const Bytes& spki = made_.public_key->spki();
  const ByteView point = spki_body(spki, *find_spki_shape(KeyType::kP256));
  const hpke::PublicKey receiver{hpke::Kem::kP256, Bytes(point.begin(), point.end())};
  ASSERT_THAT(hpke::check_public_key(receiver), IsOk());
  Bytes plain = to_bytes("three coins");
  const Bytes sealed = must(hpke::seal(receiver, must(SecretBytes::random(32)), as_bytes("info"),
                                       as_bytes("bound"), must(SecretBytes::take(plain))));
  const auto agreed = must(agree(id, {must(hpke::encapsulated_key(receiver.kem, sealed))}));
  const auto open_bound_to = [&](std::string_view bound) {
    return hpke::open_agreed(receiver, agreed.front(), sealed, as_bytes("info"), as_bytes(bound));
  };
  EXPECT_EQ(revealed(must(open_bound_to("bound"))), to_bytes("three coins"));
  EXPECT_THAT(open_bound_to("elsewhere"), FailsWith(Code::kBadInput));
}

TEST_F(AgreementOnSoftHsm, WhatIsNoPointIsNamedAndNeverReachesTheModule) {
  const Uuid id = make_key();
  Bytes off = other_.point();
  off.back() ^= 1U;
  const Bytes truncated(off.begin(), off.end() - 1);
  Bytes compressed(off.begin(), off.begin() + 33);
  compressed.front() = 0x02;
  const Key p384(EVP_EC_gen("P-384"));
  faulty_.forget_calls();
  for (const Bytes& wrong : {off, truncated, compressed, Bytes{0x00}, Bytes(),
                             Bytes(p256::kPointBytes, 0), OtherSide::point_of(p384.get())}) {
    EXPECT_THAT(agree(id, {other_.point(), wrong, other_.point()}),
                FailsSaying(Code::kBadInput, "public key 2 of 3"))
        << wrong.size();
  }
  EXPECT_EQ(faulty_.calls("C_DeriveKey"), 0U);
  EXPECT_EQ(faulty_.calls("C_FindObjectsInit"), 0U);
}

TEST_F(AgreementOnSoftHsm, AKeyOfAnotherPurposeOpensNothing) {
  for (const auto& [type, purpose] :
       {std::pair(KeyType::kP256, Purpose::kSign), std::pair(KeyType::kP256, Purpose::kAnswer),
        std::pair(KeyType::kP384, Purpose::kSign), std::pair(KeyType::kRsa2048, Purpose::kSign),
        std::pair(KeyType::kGenericSecret, Purpose::kCoin)}) {
    const Uuid id = make_key(type, purpose);
    for (const SchemeFixed fixed : {SchemeFixed::kOnToken, SchemeFixed::kByPolicy}) {
      EXPECT_THAT(agree(id, {other_.point()}, fixed), RefusedBy("SIGN-CHECKED"))
          << to_text(type) << " " << to_text(purpose);
    }
  }
  EXPECT_EQ(faulty_.calls("C_DeriveKey"), 0U);
}

TEST_F(AgreementOnSoftHsm, AnEnvelopeKeySignsNothing) {
  const Bytes digest(32, 1);
  const SignJob job{make_key(), Scheme::kEcdsaSha256, digest, SchemeFixed::kByPolicy};
  EXPECT_THAT(token_->sign({&job, 1}), RefusedBy("SIGN-CHECKED"));
}

TEST_F(AgreementOnSoftHsm, AMissingOrDestroyedKeyIsNotFound) {
  EXPECT_THAT(agree(new_id(), {other_.point()}), FailsWith(Code::kNotFound));
  const Uuid id = make_key();
  must(agree(id, {other_.point()}));
  ASSERT_THAT(token_->destroy(id), IsOk());
  EXPECT_THAT(agree(id, {other_.point()}), FailsWith(Code::kNotFound));
}

// Traps 13 and 14.
TEST_F(AgreementOnSoftHsm, AKeyIsFoundOnceAndManyAgreementsLeaveNothing) {
  const Uuid id = make_key();
  must(agree(id, {other_.point()}));
  faulty_.forget_calls();
  for (int i = 0; i < 50; ++i) must(agree(id, {other_.point(), other_.point()}));
  EXPECT_EQ(faulty_.calls("C_FindObjectsInit"), 0U);
  EXPECT_EQ(faulty_.calls("C_OpenSession"), 0U);
  EXPECT_EQ(faulty_.calls("C_DeriveKey"), 100U);
  EXPECT_EQ(faulty_.calls("C_GetAttributeValue"), 100U);
  EXPECT_EQ(faulty_.calls("C_DestroyObject"), 100U);
  EXPECT_EQ(objects(), 2U);
}

struct Fault {
  const char* call;
  CK_RV rv;
};
class OneAgreementFault : public AgreementOnSoftHsm, public ::testing::WithParamInterface<Fault> {};

// Trap 12.
TEST_P(OneAgreementFault, IsMendedByAFreshSessionAndLeavesNothing) {
  const Uuid id = make_key();
  must(agree(id, {other_.point()}));
  faulty_.fail(GetParam().call, GetParam().rv, 1, 1);
  const auto agreed = agree(id, {other_.point(), other_.point()});
  ASSERT_THAT(agreed, IsOk());
  EXPECT_EQ(revealed(agreed->back()), other_.agree_with(*made_.public_key));
  EXPECT_EQ(objects(), 2U);
}

INSTANTIATE_TEST_SUITE_P(All, OneAgreementFault,
                         ::testing::Values(Fault{"C_DeriveKey", CKR_SESSION_HANDLE_INVALID},
                                           Fault{"C_DeriveKey", CKR_KEY_HANDLE_INVALID},
                                           Fault{"C_DeriveKey", CKR_USER_NOT_LOGGED_IN},
                                           Fault{"C_DeriveKey", CKR_DEVICE_REMOVED},
                                           Fault{"C_GetAttributeValue", CKR_SESSION_CLOSED},
                                           Fault{"C_GetAttributeValue", CKR_DEVICE_ERROR},
                                           Fault{"C_DestroyObject", CKR_DEVICE_ERROR}));

class LastingAgreementFault : public OneAgreementFault {};

TEST_P(LastingAgreementFault, IsToldAndItsSessionIsClosedWithWhatItHolds) {
  const Uuid id = make_key();
  must(agree(id, {other_.point()}));
  faulty_.fail(GetParam().call, GetParam().rv);
  faulty_.forget_calls();
  EXPECT_THAT(agree(id, {other_.point()}), FailsWithCkr(GetParam().rv));
  EXPECT_EQ(faulty_.calls("C_CloseSession"), 1U);
  EXPECT_EQ(objects(), 2U);
  EXPECT_THAT(agree(id, {other_.point()}), IsOk());
}

INSTANTIATE_TEST_SUITE_P(All, LastingAgreementFault,
                         ::testing::Values(Fault{"C_DeriveKey", CKR_MECHANISM_PARAM_INVALID},
                                           Fault{"C_DeriveKey", CKR_GENERAL_ERROR},
                                           Fault{"C_GetAttributeValue", CKR_ATTRIBUTE_SENSITIVE},
                                           Fault{"C_GetAttributeValue", CKR_BUFFER_TOO_SMALL},
                                           Fault{"C_DestroyObject", CKR_ACTION_PROHIBITED}));

TEST_F(AgreementOnSoftHsm, GoesOnAfterAllSessionsWereClosedBehindItsBack) {
  const Uuid id = make_key();
  must(agree(id, {other_.point()}));
  {
    const Module module = must(Module::load(faulty_.path()));
    const CK_SLOT_ID slot = must(slot_of(module, token_->identity()));
    ASSERT_EQ(module->C_CloseAllSessions(slot), CKR_OK);
  }
  const auto agreed = agree(id, {other_.point()});
  ASSERT_THAT(agreed, IsOk());
  EXPECT_EQ(revealed(agreed->front()), other_.agree_with(*made_.public_key));
}

class AgreementInOneSession : public OnSession {
 protected:
  OtherSide other_;
};

// SIGN-CHECKED: as with a key that signs.
TEST_F(AgreementInOneSession, AKeyThatTheTokenDoesNotFixAgreesOnlyByTheExceptionOfThePolicy) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kEnvelope);
  must(generate(spec));
  AgreementKey key = must(find_agreement_key(session_, spec.id, 7));
  EXPECT_EQ(key.fixed, SchemeFixed::kOnToken);
  EXPECT_EQ(key.login_epoch, 7U);
  EXPECT_THAT(may_agree(key, spec.id, SchemeFixed::kOnToken), IsOk());
  EXPECT_THAT(may_agree(key, spec.id, SchemeFixed::kByPolicy), IsOk());
  key.fixed = SchemeFixed::kByPolicy;
  EXPECT_THAT(may_agree(key, spec.id, SchemeFixed::kByPolicy), IsOk());
  EXPECT_THAT(may_agree(key, spec.id, SchemeFixed::kOnToken), RefusedBy("SIGN-CHECKED"));
}

// The same from the token's side: what a key of another purpose is asked for it refuses itself.
TEST_F(AgreementInOneSession, TheTokenItselfRefusesToDeriveWithASigningKey) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(generate(spec));
  const AgreementKey key{must(find_key(session_, spec.id)).private_key->value,
                         SchemeFixed::kByPolicy, 1};
  EXPECT_THAT(agree_one(session_, key, other_.point()), FailsWith(Code::kToken));
}

class AgreementOnNss : public OnNss {};

// NSS fixes no key to one mechanism.
TEST_F(AgreementOnNss, BothSidesAgree) {
  const auto made =
      must(make_key(session_, spec_of(KeyType::kP256, Purpose::kEnvelope), Lifetime::kSession));
  const PublicKey public_key = must(read_public_half(session_, *made.public_key));
  const AgreementKey key{made.private_key->value, SchemeFixed::kByPolicy, 1};
  OtherSide other;
  const auto before = must(list_objects(session_)).size();
  const auto agreed = agree_one(session_, key, other.point());
  ASSERT_THAT(agreed, IsOk());
  EXPECT_EQ(revealed(*agreed), other.agree_with(public_key));
  EXPECT_EQ(must(list_objects(session_)).size(), before);
}

}  // namespace agreement_test
}  // namespace pyx::pkcs11
