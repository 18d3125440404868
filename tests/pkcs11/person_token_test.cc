#include "pkcs11/person_token.h"

#include <openssl/ec.h>
#include <openssl/evp.h>

#include "pkcs11/attribute.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_person_token.h"

namespace pyx::pkcs11 {
namespace person_token_test {

using For = PersonToken::For;
const KeyName kAlice{Bytes{1}, {}};
const Bytes kMessage = to_bytes("I approve");

class PersonTokenOnSoftHsm : public OnSoftHsm {
 protected:
  Result<PersonToken> find(const pyx::testing::SoftHsmToken& token) {
    TokenUri uri = token.uri();
    uri.module_path = faulty_.path();
    return PersonToken::find(uri);
  }
  PersonToken logged_in(For use = For::kSigning) {
    PersonToken token = must(find(alices_));
    EXPECT_THAT(token.log_in(alices_.pin(), use), IsOk());
    return token;
  }
  // What other programs do with the token: a login of its own, gone with what is returned.
  template <class Work>
  void prepare(const Work& work) {
    const Module module = must(Module::load(pyx::testing::kSoftHsmModule));
    const auto all = must(slots_with_tokens(module));
    for (const SlotWithToken& one : all) {
      if (one.identity.serial != alices_.serial()) continue;
      Login login(module, one.identity, alices_.pin());
      const Session session = must(login.first_session(Access::kReadWrite));
      work(session);
    }
  }
  void make_key(KeyType type, bool asks_each_time = false) {
    prepare([&](const Session& session) {
      make_pair_on(session, type, *kAlice.id, "alice", asks_each_time);
    });
  }
  std::size_t objects() {
    std::size_t count = 0;
    prepare([&](const Session& session) { count = object_count(session); });
    return count;
  }
  pyx::testing::FaultyModule faulty_;
  pyx::testing::SoftHsmToken alices_ = softhsm_.make_token("alice");
};

TEST_F(PersonTokenOnSoftHsm, SignsWithBothTypesOfKeys) {
  for (const KeyType type : {KeyType::kP256, KeyType::kEd25519}) {
    const KeyName name{Bytes{static_cast<std::uint8_t>(type)}, std::string(to_text(type))};
    PersonToken token = logged_in(For::kMakingKeys);
    const PersonKey made = must(token.make(type, name));
    const PersonKey key = must(token.key({name.id, {}}));
    EXPECT_EQ(made.public_key.id(), key.public_key.id());
    EXPECT_EQ(must(token.shown_key({{}, name.label})).id(), key.public_key.id());
    const Bytes signature = must(token.sign(key, kMessage));
    const Scheme scheme = *scheme_of(type, Purpose::kSign);
    EXPECT_TRUE(key.public_key.verify(scheme, kMessage, signature));
    EXPECT_FALSE(key.public_key.verify(scheme, to_bytes("I refuse"), signature));
  }
}

TEST_F(PersonTokenOnSoftHsm, AnAbsentTokenIsNotFoundAndNobodyIsAskedForAPin) {
  TokenUri uri = alices_.uri();
  uri.serial = "0000000000000000";
  EXPECT_THAT(PersonToken::find(uri), FailsWith(Code::kNotFound));
  uri.module_path = "/nowhere/module.so";
  EXPECT_THAT(PersonToken::find(uri), FailsWith(Code::kNotFound));
}

// Trap 17.
TEST_F(PersonTokenOnSoftHsm, AWrongPinIsShownToTheTokenOnce) {
  make_key(KeyType::kP256);
  PersonToken token = must(find(alices_));
  faulty_.forget_calls();
  EXPECT_THAT(token.log_in(pyx::testing::wrong_pin(), For::kSigning),
              FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(token.key(kAlice), FailsWith(Code::kRetry));
  EXPECT_THAT(token.log_in(alices_.pin(), For::kSigning), FailsWith(Code::kBug));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  EXPECT_EQ(faulty_.calls("C_SignInit"), 0U);
}

TEST_F(PersonTokenOnSoftHsm, ALockedPinIsNotTriedAtAll) {
  faulty_.script("C_GetTokenInfo flags=0x40000");  // CKF_USER_PIN_LOCKED
  faulty_.forget_calls();
  EXPECT_THAT(find(alices_), FailsSaying(Code::kAskPerson, "locked"));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

TEST_F(PersonTokenOnSoftHsm, TellsHowManyTriesAreLeft) {
  EXPECT_EQ(must(find(alices_)).pin_tries(), PinTries::kNotTold);
  faulty_.script("C_GetTokenInfo flags=0x10000");  // CKF_USER_PIN_COUNT_LOW
  EXPECT_EQ(must(find(alices_)).pin_tries(), PinTries::kFew);
  faulty_.script("C_GetTokenInfo flags=0x30000");  // and CKF_USER_PIN_FINAL_TRY
  EXPECT_EQ(must(find(alices_)).pin_tries(), PinTries::kOne);
}

TEST_F(PersonTokenOnSoftHsm, ATokenWithKeysOfItsOwnTakesThePinThere) {
  make_key(KeyType::kP256, true);
  EXPECT_FALSE(must(find(alices_)).takes_pin_itself());
  faulty_.script("C_GetTokenInfo flags=0x100\nC_Login keypad=" + alices_.pin_file().string());
  PersonToken token = must(find(alices_));
  EXPECT_TRUE(token.takes_pin_itself());
  ASSERT_THAT(token.log_in(Pin::entered_on_the_token(), For::kSigning), IsOk());
  EXPECT_THAT(token.sign(must(token.key(kAlice)), kMessage), IsOk());
}

TEST_F(PersonTokenOnSoftHsm, AKeyThatAsksEachTimeSignsAfterALoginOfItsOwn) {
  make_key(KeyType::kP256, true);
  PersonToken token = logged_in();
  const PersonKey key = must(token.key(kAlice));
  ASSERT_TRUE(key.asks_each_time);
  faulty_.forget_calls();
  EXPECT_THAT(token.sign(key, kMessage), IsOk());
  EXPECT_THAT(token.sign(key, kMessage), IsOk());
  EXPECT_EQ(faulty_.calls("C_Login"), 2U);
  // Without it SoftHSM2 refuses: the attribute is enforced, and the login was not for show.
  PersonKey without = key;
  without.asks_each_time = false;
  EXPECT_THAT(token.sign(without, kMessage), FailsWithCkr(CKR_USER_NOT_LOGGED_IN));
}

// Trap 17.
TEST_F(PersonTokenOnSoftHsm, APinThatIsRefusedAtTheSignatureIsNotTriedAgain) {
  make_key(KeyType::kP256, true);
  PersonToken token = logged_in();
  const PersonKey key = must(token.key(kAlice));
  faulty_.fail("C_Login", CKR_PIN_INCORRECT);
  faulty_.forget_calls();
  EXPECT_THAT(token.sign(key, kMessage), FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(token.sign(key, kMessage), FailsWith(Code::kRetry));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  EXPECT_EQ(faulty_.calls("C_Sign"), 0U);
}

TEST_F(PersonTokenOnSoftHsm, AMissedTouchOrANoOnTheTokenAsksThePerson) {
  make_key(KeyType::kP256);
  for (const CK_RV rv : {CKR_FUNCTION_REJECTED, CKR_FUNCTION_CANCELED}) {
    PersonToken token = logged_in();
    const PersonKey key = must(token.key(kAlice));
    faulty_.fail("C_Sign", rv);
    EXPECT_THAT(token.sign(key, kMessage), FailsSaying(Code::kAskPerson, "no touch"));
  }
}

// SIGN-CHECKED; traps 12 and 18.
TEST_F(PersonTokenOnSoftHsm, AWrongSignatureIsWithheldAndItsSessionIsOver) {
  for (const KeyType type : {KeyType::kP256, KeyType::kEd25519}) {
    faulty_.script("");
    PersonToken token = logged_in(For::kMakingKeys);
    const KeyName name{Bytes{static_cast<std::uint8_t>(type)}, std::string(to_text(type))};
    const PersonKey key = must(token.make(type, name));
    faulty_.corrupt_signatures();
    const auto signature = token.sign(key, kMessage);
    ASSERT_THAT(signature, FailsSaying(Code::kToken, "withheld"));
    EXPECT_EQ(signature.error().control, "SIGN-CHECKED");
    faulty_.forget_calls();
    EXPECT_THAT(token.sign(key, kMessage), FailsWith(Code::kRetry));
    EXPECT_EQ(faulty_.calls("C_SignInit"), 0U);
  }
}

// SIGN-CHECKED: otherwise the vault would be asked to take somebody else's signature.
TEST_F(PersonTokenOnSoftHsm, ThePublicHalfOfAnotherKeyIsNoticed) {
  prepare([&](const Session& session) {
    const MadePair alice = make_pair_on(session, KeyType::kP256, {1}, "alice");
    const MadePair other = make_pair_on(session, KeyType::kP256, {2}, "other");
    const Bytes point = must(read_bytes(session, other.public_key, CKA_EC_POINT));
    session.module()->C_DestroyObject(session.handle(), alice.public_key);
    Template planted;
    planted.number(CKA_CLASS, CKO_PUBLIC_KEY).number(CKA_KEY_TYPE, CKK_EC).flag(CKA_TOKEN, true);
    planted.bytes(CKA_ID, Bytes{1}).bytes(CKA_EC_POINT, point);
    planted.bytes(CKA_EC_PARAMS, curve_parameters(KeyType::kP256));
    CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
    ASSERT_EQ(
        session.module()->C_CreateObject(session.handle(), planted.data(), planted.size(), &made),
        CKR_OK);
  });
  PersonToken token = logged_in();
  const PersonKey key = must(token.key(kAlice));
  EXPECT_THAT(token.sign(key, kMessage), FailsSaying(Code::kToken, "SIGN-CHECKED"));
}

TEST_F(PersonTokenOnSoftHsm, ANewKeyThatCannotSignIsDestroyedAgain) {
  {
    PersonToken token = logged_in(For::kMakingKeys);
    faulty_.corrupt_signatures();
    EXPECT_THAT(token.make(KeyType::kP256, {Bytes{1}, "alice"}),
                FailsSaying(Code::kToken, "SIGN-CHECKED"));
    faulty_.script("");
  }
  EXPECT_EQ(objects(), 0U);
}

TEST_F(PersonTokenOnSoftHsm, AKeyOfAnotherTypeIsNoOfficersKey) {
  make_key(KeyType::kP384);
  PersonToken token = logged_in();
  EXPECT_THAT(token.key(kAlice), FailsSaying(Code::kBadInput, "p-384"));
}

Bytes some_point(KeyType type) {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
      EVP_EC_gen(type == KeyType::kP256 ? "P-256" : "P-384"), EVP_PKEY_free);
  unsigned char* raw = nullptr;
  const std::size_t size = EVP_PKEY_get1_encoded_public_key(key.get(), &raw);
  Bytes point(raw, raw + size);
  OPENSSL_free(raw);
  return point;
}

// tests/custody/shares/envelope_key_token_test.cc opens with what it gives.
TEST_F(PersonTokenOnSoftHsm, AgreesOnASecretWithAKeyThatMay) {
  prepare([&](const Session& session) {
    make_pair_on(session, KeyType::kP256, *kAlice.id, "alice", false, CKA_DERIVE);
  });
  const std::size_t before = objects();
  {
    PersonToken token = logged_in();
    const PersonKey key = must(token.key(kAlice));
    const Bytes point = some_point(KeyType::kP256);
    const SecretBytes shared = must(token.agree(key, point));
    EXPECT_EQ(shared.size_bytes(), 32U);
    EXPECT_TRUE(equal_ct(shared, must(token.agree(key, point))));
    EXPECT_FALSE(equal_ct(shared, must(token.agree(key, some_point(KeyType::kP256)))));
  }
  EXPECT_EQ(objects(), before);
}

TEST_F(PersonTokenOnSoftHsm, NoTokenSeesAPointThatIsNone) {
  prepare([&](const Session& session) {
    make_pair_on(session, KeyType::kP256, *kAlice.id, "alice", false, CKA_DERIVE);
  });
  PersonToken token = logged_in();
  const PersonKey key = must(token.key(kAlice));
  Bytes off = some_point(KeyType::kP256);
  off.back() ^= 1U;
  faulty_.forget_calls();
  for (const Bytes& point : {off, some_point(KeyType::kP384), Bytes{}})
    EXPECT_THAT(token.agree(key, point), FailsWith(Code::kBadInput));
  EXPECT_EQ(faulty_.calls("C_DeriveKey"), 0U);
  EXPECT_THAT(token.agree(key, some_point(KeyType::kP256)), IsOk());
}

TEST_F(PersonTokenOnSoftHsm, AKeyThatOnlySignsDoesNotAgree) {
  make_key(KeyType::kP256);
  PersonToken token = logged_in();
  const PersonKey key = must(token.key(kAlice));
  EXPECT_THAT(token.agree(key, some_point(KeyType::kP256)),
              FailsWithCkr(CKR_KEY_FUNCTION_NOT_PERMITTED));
  EXPECT_THAT(token.sign(key, kMessage), FailsWith(Code::kRetry));  // the session is over
}
TEST_F(PersonTokenOnSoftHsm, AnEd25519KeyDoesNotAgree) {
  make_key(KeyType::kEd25519);
  PersonToken token = logged_in();
  const PersonKey key = must(token.key(kAlice));
  EXPECT_THAT(token.agree(key, some_point(KeyType::kP256)),
              FailsSaying(Code::kBadInput, "only a p-256 or p-384 key"));
  EXPECT_THAT(token.sign(key, kMessage), IsOk());
}

// tests/custody/shares/envelope_key_token_test.cc opens with these.
TEST_F(PersonTokenOnSoftHsm, OpensWithKeysThatSignNothing) {
  prepare([&](const Session& session) {
    make_pair_on(session, KeyType::kP384, Bytes{2}, "curve", false, CKA_DERIVE);
    make_pair_on(session, KeyType::kRsa2048, Bytes{3}, "rsa", false, CKA_DECRYPT);
  });
  PersonToken token = logged_in();
  const PersonKey curve = must(token.envelope_key({Bytes{2}, {}}));
  const PersonKey rsa = must(token.envelope_key({Bytes{3}, {}}));
  EXPECT_EQ(must(token.agree(curve, some_point(KeyType::kP384))).size_bytes(), 48U);
  EXPECT_THAT(token.agree(curve, some_point(KeyType::kP256)), FailsWith(Code::kBadInput));
  EXPECT_THAT(token.agree(rsa, some_point(KeyType::kP256)), FailsWith(Code::kBadInput));
  EXPECT_THAT(token.decrypt(curve, Bytes(96)), FailsSaying(Code::kBadInput, "only an RSA key"));
  faulty_.forget_calls();
  for (const PersonKey& key : {curve, rsa})
    EXPECT_THAT(token.sign(key, kMessage), FailsSaying(Code::kBadInput, "an officer's key"));
  EXPECT_EQ(faulty_.calls("C_SignInit"), 0U);
  EXPECT_THAT(token.decrypt(rsa, Bytes(256, 0xff)), FailsWith(Code::kBadInput));
}

// A module is initialised once in a process: the vault's token and the officer's share it.
TEST_F(PersonTokenOnSoftHsm, SignsBesideAVaultsTokenOfTheSameModule) {
  make_key(KeyType::kP256);
  const auto vaults = open(faulty_.path());
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(vaults->generate(spec));
  const Bytes digest(32, 7);
  const SignJob job{spec.id, Scheme::kEcdsaSha256, digest};
  {
    PersonToken token = logged_in();
    EXPECT_THAT(token.sign(must(token.key(kAlice)), kMessage), IsOk());
    EXPECT_THAT(vaults->sign({&job, 1}), IsOk());
  }
  EXPECT_THAT(vaults->sign({&job, 1}), IsOk());
  PersonToken again = logged_in();
  EXPECT_THAT(again.sign(must(again.key(kAlice)), kMessage), IsOk());
}

// Otherwise a wrong PIN would do for an officer whose key is on the vault's own open token.
TEST_F(PersonTokenOnSoftHsm, ATokenThatTheProcessHasOpenIsAConflict) {
  const auto vaults = open(faulty_.path());
  PersonToken token = must(find(softhsm_token_));
  EXPECT_THAT(token.log_in(pyx::testing::wrong_pin(), For::kSigning), FailsWith(Code::kConflict));
}

}  // namespace person_token_test
}  // namespace pyx::pkcs11
