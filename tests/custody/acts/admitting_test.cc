#include "custody/acts/admitting.h"

#include "tests/custody/acts/key_in_state.h"

namespace pyx::custody {
namespace admitting_test {

using pyx::testing::client_key;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;

MATCHER(IsFrozen, "is stopped by FREEZE-ONE") {
  return !arg.ok() && arg.error().code == Code::kFrozen && arg.error().control == "FREEZE-ONE";
}

class Admitting : public ::testing::Test {
 protected:
  const policies::Client& client(std::string_view name) const {
    return *vault_.books().policy.client_named(name);
  }
  Result<Admission> may_sign(const Uuid& key, std::string_view name = "issuer") const {
    return admit(vault_.books(), client(name), key);
  }
  Result<Admission> may_retry(const Uuid& key, std::string_view name = "issuer") const {
    return admit_retry(vault_.books(), client(name), key);
  }
  Uuid key_in(KeyState state) { return custody::key_in(vault_, state); }

  pyx::testing::MemoryVault vault_;
};

TEST_F(Admitting, AnActiveKeyOfItsProfileSigns) {
  const Uuid key = key_in(KeyState::kActive);
  for (const auto& admission : {may_sign(key), may_retry(key)}) {
    ASSERT_THAT(admission, IsOk());
    EXPECT_EQ(admission->client, &client("issuer"));
    EXPECT_EQ(admission->key, vault_.books().key(key));
    EXPECT_EQ(admission->scheme, Scheme::kEcdsaSha256);
  }
}

// KEY-STATE
TEST_F(Admitting, AKeyThatIsNotActiveSignsNothingNew) {
  for (const KeyState state :
       {KeyState::kPreActivation, KeyState::kDeactivated, KeyState::kDestroyed})
    EXPECT_THAT(may_sign(key_in(state)), RefusedBy("KEY-STATE")) << to_text(state);
}
// KEY-STATE, SIGN-RETRY
TEST_F(Admitting, ADeactivatedKeyCompletesWhatWasReserved) {
  EXPECT_THAT(may_retry(key_in(KeyState::kDeactivated)), IsOk());
}
TEST_F(Admitting, AKeyNeverActiveOrDestroyedCompletesNothing) {
  for (const KeyState state : {KeyState::kPreActivation, KeyState::kDestroyed})
    EXPECT_THAT(may_retry(key_in(state)), RefusedBy("KEY-STATE")) << to_text(state);
}

// SIGN-GRANT
TEST_F(Admitting, AClientWithoutTheAccessSignIsRefused) {
  const Uuid key = key_in(KeyState::kActive);
  EXPECT_THAT(may_sign(key, "desk"), RefusedBy("SIGN-GRANT"));
  EXPECT_THAT(may_retry(key, "desk"), RefusedBy("SIGN-GRANT"));
}
TEST_F(Admitting, AKeyWhosePurposeIsAnotherSignsNothing) {
  EXPECT_THAT(may_sign(vault_.active_key("aes")), RefusedBy("SIGN-GRANT"));
}
TEST_F(Admitting, AnotherClientsKeyIsNotToldFromOneThatDoesNotExist) {
  const Uuid nowhere = Uuid::v7(vault_.clock.now());
  const auto answer = [&](const Uuid& key) {
    const auto refusal = may_sign(key, "till");
    EXPECT_THAT(refusal, FailsWith(Code::kNotFound));
    std::string text = describe(refusal.error());
    return text.replace(text.find(key.text()), key.text().size(), "KEY");
  };
  const std::string unknown = answer(nowhere);
  for (const KeyState state : {KeyState::kPreActivation, KeyState::kActive, KeyState::kDestroyed})
    EXPECT_EQ(answer(key_in(state)), unknown);
  const Uuid frozen = key_in(KeyState::kActive);
  vault_.frozen(FreezeKey{frozen}, "alice");
  EXPECT_EQ(answer(frozen), unknown);
  EXPECT_THAT(may_retry(frozen, "till"), FailsWith(Code::kNotFound));
}
TEST_F(Admitting, NobodySignsWithTheKeysOfTheLogAndTheCanary) {
  for (const Uuid& key : {vault_.books().log_key, vault_.books().founding.canary_key})
    EXPECT_THAT(may_sign(key), FailsWith(Code::kNotFound));
}

// FREEZE-ONE
TEST_F(Admitting, AFrozenKeyAnswersNeitherNewRequestsNorRetries) {
  const Uuid key = key_in(KeyState::kActive);
  const Uuid other = key_in(KeyState::kActive);
  vault_.frozen(FreezeKey{key}, "alice");
  EXPECT_THAT(may_sign(key), IsFrozen());
  EXPECT_THAT(may_retry(key), IsFrozen());
  EXPECT_THAT(may_sign(other), IsOk());
}
TEST_F(Admitting, AFrozenClientIsAnsweredNothingAndAnotherIs) {
  const Uuid key = key_in(KeyState::kActive);
  const Uuid secret = vault_.active_key("secret");
  vault_.frozen(FreezeClient{"issuer"}, "alice");
  EXPECT_THAT(may_sign(key), IsFrozen());
  EXPECT_THAT(may_retry(key), IsFrozen());
  EXPECT_THAT(may_sign(secret, "till"), IsOk());
}
TEST_F(Admitting, OnceAllIsThawedAKeySignsAgain) {
  const Uuid key = key_in(KeyState::kActive);
  const Sha256 freeze = vault_.frozen(FreezeAll{}, "alice");
  EXPECT_THAT(may_sign(key), IsFrozen());
  vault_.done(Thaw{{freeze}, false});
  EXPECT_THAT(may_sign(key), IsOk());
}

// CLIENT-PINNED
TEST_F(Admitting, AClientIsKnownByItsNameAndItsKeyTogether) {
  const policies::Policy& policy = vault_.books().policy;
  const auto known = identify(policy, {"urn:pyx:client:till", client_key("till")});
  ASSERT_THAT(known, IsOk());
  EXPECT_EQ(*known, &client("till"));
  const std::vector<ClientIdentity> wrong = {{"urn:pyx:client:till", client_key("issuer")},
                                             {"urn:pyx:client:issuer", client_key("till")},
                                             {"urn:pyx:client:till", Sha256{}},
                                             {"", client_key("till")},
                                             {"urn:pyx:client:TILL", client_key("till")},
                                             {"till", client_key("till")}};
  for (const ClientIdentity& identity : wrong)
    EXPECT_THAT(identify(policy, identity), RefusedBy("CLIENT-PINNED")) << identity.san_uri;
}

TEST_F(Admitting, ARequestHasOneTo256Messages) {
  const KeyRecord& key = *vault_.books().key(key_in(KeyState::kActive));
  for (const std::size_t count : {std::size_t{1}, std::size_t{256}})
    EXPECT_THAT(check_messages(key, std::vector<Bytes>(count, to_bytes("m"))), IsOk());
  // Trap 28: a batch of any size.
  for (const std::size_t count : {std::size_t{0}, std::size_t{257}})
    EXPECT_THAT(check_messages(key, std::vector<Bytes>(count, to_bytes("m"))),
                FailsWith(Code::kBadInput));
}
TEST_F(Admitting, AMessageHasAtMost64KiB) {
  const KeyRecord& key = *vault_.books().key(key_in(KeyState::kActive));
  EXPECT_THAT(check_messages(key, {Bytes(), Bytes(65536, 1)}), IsOk());
  EXPECT_THAT(check_messages(key, {Bytes(1), Bytes(65537, 1), Bytes(65538, 1)}),
              FailsSaying(Code::kBadInput, "message 1 "));
}
TEST_F(Admitting, ABlindElementIsAsLongAsTheModulusAndBelowIt) {
  const KeyRecord key = *vault_.books().key(vault_.coin_key("eur-10-blind"));
  // RFC 8017 A.1.1 in RFC 5280 4.1: the modulus of RSA-2048 stands 33 bytes into the 294 of the
  // SPKI, in front of 02 03 01 00 01.
  const Bytes& spki = key.public_key->spki();
  ASSERT_EQ(spki.size(), 294U);
  const Bytes modulus(spki.begin() + 33, spki.begin() + 33 + 256);
  Bytes below = modulus;
  below.back() ^= 1;  // a modulus is odd: one less
  EXPECT_THAT(check_messages(key, {below, Bytes(256, 0)}), IsOk());
  for (const Bytes& wrong : {modulus, Bytes(256, 0xFF), Bytes(255, 1), Bytes(257, 0), Bytes()})
    EXPECT_THAT(check_messages(key, {below, below, wrong}),
                FailsSaying(Code::kBadInput, "message 2 "));
}

TEST_F(Admitting, ARequestLeafThatWasAdmittedIsAccepted) {
  const Uuid key = key_in(KeyState::kActive);
  EXPECT_THAT(check_request(vault_.books(), vault_.request("issuer", key)), IsOk());
}
TEST_F(Admitting, ARequestLeafOfAnotherClientSchemeOrPolicyIsNot) {
  const RequestLeaf right = vault_.request("issuer", key_in(KeyState::kActive));
  RequestLeaf wrong = right;
  wrong.client = "nobody";
  EXPECT_THAT(check_request(vault_.books(), wrong), RefusedBy("CLIENT-PINNED"));
  wrong = right;
  wrong.client = "till";
  EXPECT_THAT(check_request(vault_.books(), wrong), FailsWith(Code::kNotFound));
  wrong = right;
  wrong.scheme = Scheme::kEcdsaSha384;
  EXPECT_THAT(check_request(vault_.books(), wrong), FailsSaying(Code::kBadInput, "scheme"));
  wrong = right;
  wrong.policy[0] ^= 1;
  EXPECT_THAT(check_request(vault_.books(), wrong), FailsSaying(Code::kBadInput, "policy"));
}
TEST_F(Admitting, ARequestLeafIsHeldToStateAndFreezeToo) {
  const Uuid retired = key_in(KeyState::kDeactivated);
  EXPECT_THAT(check_request(vault_.books(), vault_.request("issuer", retired)),
              RefusedBy("KEY-STATE"));
  const Uuid active = key_in(KeyState::kActive);
  vault_.frozen(FreezeAll{}, "dave");
  EXPECT_THAT(check_request(vault_.books(), vault_.request("issuer", active)), IsFrozen());
}

}  // namespace admitting_test
}  // namespace pyx::custody
