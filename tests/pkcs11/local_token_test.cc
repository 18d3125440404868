#include "pkcs11/local_token.h"

#include <atomic>
#include <map>
#include <thread>

#include "base/sha256.h"
#include "pkcs11/objects.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace local_token_test {

constexpr std::string_view kMessage = "what is signed";

class LocalTokenOnSoftHsm : public OnSoftHsm {
 protected:
  Uuid make_key(KeyType type = KeyType::kP256, Purpose purpose = Purpose::kSign) {
    const auto spec = spec_of(type, purpose);
    keys_.insert_or_assign(spec.id, must(token_->generate(spec)));
    return spec.id;
  }
  SignJob job(const Uuid& id) const { return {id, Scheme::kEcdsaSha256, digest_}; }
  Result<std::vector<Bytes>> sign(const Uuid& id) {
    const SignJob one = job(id);
    return token_->sign({&one, 1});
  }
  bool verifies(const Uuid& id, const Bytes& signature) const {
    return keys_.at(id).public_key->verify(Scheme::kEcdsaSha256, as_bytes(kMessage),
                                           must(ecdsa_p1363_to_der(signature)));
  }
  // Behind the token's back, as another part of the process or the middleware would.
  void close_all_sessions() {
    const Module module = must(Module::load(faulty_.path()));
    const CK_SLOT_ID slot = must(slot_of(module, token_->identity()));
    ASSERT_EQ(module->C_CloseAllSessions(slot), CKR_OK);
  }

  const Sha256 digest_ = sha256(kMessage);
  std::map<Uuid, KeyFacts> keys_;
  pyx::testing::FaultyModule faulty_;
  std::unique_ptr<Token> token_ = open(faulty_.path());
};

TEST_F(LocalTokenOnSoftHsm, ABatchIsAnsweredInItsOrder) {
  const Uuid one = make_key();
  const Uuid two = make_key();
  const std::vector<SignJob> jobs = {job(one), job(two), job(one)};
  const auto signatures = must(token_->sign(jobs));
  ASSERT_EQ(signatures.size(), 3U);
  EXPECT_TRUE(verifies(one, signatures[0]) && verifies(two, signatures[1]) &&
              verifies(one, signatures[2]));
}

TEST_F(LocalTokenOnSoftHsm, AnEmptyBatchIsAnEmptyAnswer) {
  EXPECT_TRUE(must(token_->sign({})).empty());
}

TEST_F(LocalTokenOnSoftHsm, AnUnknownKeyIsNotFoundAndNothingIsSigned) {
  const std::vector<SignJob> jobs = {job(make_key()), job(new_id())};
  faulty_.forget_calls();
  EXPECT_THAT(token_->sign(jobs), FailsWith(Code::kNotFound));
  EXPECT_EQ(faulty_.calls("C_SignInit"), 0U);
}

TEST_F(LocalTokenOnSoftHsm, OneBadInputRefusesTheBatchBeforeAnyCallThatSigns) {
  const Uuid id = make_key();
  const std::vector<SignJob> jobs = {job(id),
                                     {id, Scheme::kEcdsaSha256, ByteView(digest_).first(31)}};
  EXPECT_THAT(token_->sign(jobs), FailsWith(Code::kBadInput));
  EXPECT_EQ(faulty_.calls("C_SignInit"), 0U);
}

TEST_F(LocalTokenOnSoftHsm, AnotherSchemeThanTheKeysIsRefused) {
  const SignJob wrong{make_key(), Scheme::kEd25519, as_bytes(kMessage)};
  EXPECT_THAT(token_->sign({&wrong, 1}), RefusedBy("SIGN-CHECKED"));
}

// One byte more and SoftHSM2 would call exit(5).
TEST_F(LocalTokenOnSoftHsm, AnOverlongRawElementIsRefusedAndTheProcessLives) {
  const Uuid id = make_key(KeyType::kRsa2048, Purpose::kBlindSign);
  const Bytes overlong(257, 1);
  const SignJob wrong{id, Scheme::kRsaBlind, overlong};
  EXPECT_THAT(token_->sign({&wrong, 1}), FailsWith(Code::kBadInput));
}

// Trap 13.
TEST_F(LocalTokenOnSoftHsm, AKeyIsFoundOnceAndThenSignedWithByTwoCallsEach) {
  const Uuid id = make_key();
  must(sign(id));
  faulty_.forget_calls();
  for (int i = 0; i < 10; ++i) must(sign(id));
  EXPECT_EQ(faulty_.calls("C_FindObjectsInit"), 0U);
  EXPECT_EQ(faulty_.calls("C_OpenSession"), 0U);
  EXPECT_EQ(faulty_.calls("C_GetAttributeValue"), 0U);
  EXPECT_EQ(faulty_.calls("C_SignInit"), 10U);
  EXPECT_EQ(faulty_.calls("C_Sign"), 10U);
}

// Trap 12.
TEST_F(LocalTokenOnSoftHsm, SigningGoesOnAfterAllSessionsWereClosedBehindItsBack) {
  const Uuid id = make_key();
  must(sign(id));
  close_all_sessions();
  const auto signatures = sign(id);
  ASSERT_THAT(signatures, IsOk());
  EXPECT_TRUE(verifies(id, signatures->front()));
}

TEST_F(LocalTokenOnSoftHsm, SigningGoesOnAfterALogoutBehindItsBack) {
  const Uuid id = make_key();
  must(sign(id));
  {
    const Module module = must(Module::load(faulty_.path()));
    const Session other =
        must(Session::open(module, must(slot_of(module, token_->identity())), Access::kReadOnly));
    ASSERT_EQ(module->C_Logout(other.handle()), CKR_OK);
  }
  EXPECT_THAT(sign(id), IsOk());
  EXPECT_THAT(token_->objects(), IsOk());
}

struct Fault {
  const char* call;
  CK_RV rv;
};
class OneFault : public LocalTokenOnSoftHsm, public ::testing::WithParamInterface<Fault> {};

TEST_P(OneFault, IsMendedByAFreshSessionWithinTheCall) {
  const Uuid id = make_key();
  must(sign(id));
  faulty_.fail(GetParam().call, GetParam().rv);
  const auto signatures = sign(id);
  ASSERT_THAT(signatures, IsOk());
  EXPECT_TRUE(verifies(id, signatures->front()));
}

TEST_P(OneFault, ThatLastsIsToldAsTransientAndMendedByALaterCall) {
  const Uuid id = make_key();
  must(sign(id));
  faulty_.fail(GetParam().call, GetParam().rv, 2);
  const auto failed = sign(id);
  EXPECT_THAT(failed, FailsWith(Code::kRetry));
  EXPECT_THAT(failed, FailsWithCkr(GetParam().rv));
  EXPECT_THAT(sign(id), IsOk());
}

INSTANTIATE_TEST_SUITE_P(
    All, OneFault,
    ::testing::Values(
        Fault{"C_SignInit", CKR_SESSION_HANDLE_INVALID}, Fault{"C_SignInit", CKR_SESSION_CLOSED},
        Fault{"C_SignInit", CKR_OPERATION_ACTIVE}, Fault{"C_SignInit", CKR_KEY_HANDLE_INVALID},
        Fault{"C_SignInit", CKR_OBJECT_HANDLE_INVALID}, Fault{"C_SignInit", CKR_USER_NOT_LOGGED_IN},
        Fault{"C_SignInit", CKR_DEVICE_REMOVED}, Fault{"C_SignInit", CKR_DEVICE_ERROR},
        Fault{"C_SignInit", CKR_TOKEN_NOT_PRESENT}, Fault{"C_Sign", CKR_SESSION_HANDLE_INVALID},
        Fault{"C_Sign", CKR_DEVICE_REMOVED}, Fault{"C_Sign", CKR_DEVICE_ERROR},
        Fault{"C_Sign", CKR_USER_NOT_LOGGED_IN}));

TEST_F(LocalTokenOnSoftHsm, AFailureForGoodIsToldAtOnceAndItsSessionIsReplaced) {
  const Uuid id = make_key();
  must(sign(id));
  faulty_.fail("C_Sign", CKR_GENERAL_ERROR);
  faulty_.forget_calls();
  const auto failed = sign(id);
  EXPECT_THAT(failed, FailsWith(Code::kToken));
  EXPECT_EQ(faulty_.calls("C_Sign"), 1U);
  EXPECT_EQ(faulty_.calls("C_CloseSession"), 1U);
  EXPECT_THAT(sign(id), IsOk());
}

// The faulty module leaves SoftHSM2's operation active: the same as a module that forgets to end
// it.
TEST_F(LocalTokenOnSoftHsm, ASignThatFailedLeavesNoOperationActiveForTheNext) {
  const Uuid id = make_key();
  for (const CK_RV rv : {CKR_BUFFER_TOO_SMALL, CKR_FUNCTION_FAILED, CKR_DATA_LEN_RANGE}) {
    faulty_.fail("C_Sign", rv);
    EXPECT_THAT(sign(id), FailsWithCkr(rv));
    EXPECT_THAT(sign(id), IsOk()) << ckr_name(rv);
  }
}

TEST_F(LocalTokenOnSoftHsm, AfterTheLoginWasLostAndThePinRefusedNoLoginIsTriedAgain) {
  const Uuid id = make_key();
  must(sign(id));
  close_all_sessions();
  faulty_.fail("C_Login", CKR_PIN_INCORRECT);
  EXPECT_THAT(sign(id), FailsWith(Code::kAskPerson));
  faulty_.forget_calls();
  EXPECT_THAT(sign(id), FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(token_->objects(), FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

TEST_F(LocalTokenOnSoftHsm, ADestroyedKeyIsGoneAndItsNeighbourStays) {
  const Uuid gone = make_key();
  const Uuid stays = make_key();
  must(sign(gone));
  EXPECT_THAT(token_->destroy(gone), IsOk());
  EXPECT_THAT(sign(gone), FailsWith(Code::kNotFound));
  EXPECT_THAT(sign(stays), IsOk());
  EXPECT_EQ(must(token_->objects()).size(), 2U);
  EXPECT_THAT(token_->destroy(gone), IsOk());
}

TEST_F(LocalTokenOnSoftHsm, AnObjectThatOutlivesItsDestructionIsReported) {
  const Uuid id = make_key();
  faulty_.fail("C_DestroyObject", CKR_OK, 2);
  EXPECT_THAT(token_->destroy(id), FailsSaying(Code::kToken, "still has 2 objects"));
}

// TOKEN-BOUND: a token that was put in anew, with the serial of ours and without its marker.
TEST_F(LocalTokenOnSoftHsm, ALoginThatWasLostIsMadeAgainOnlyOnTheTokenWithItsMarker) {
  const Uuid id = make_key();
  ASSERT_THAT(token_->write_marker(as_bytes("vault")), IsOk());
  must(sign(id));
  close_all_sessions();
  EXPECT_THAT(sign(id), IsOk());
  {
    const Module module = must(Module::load(faulty_.path()));
    Login other(module, token_->identity(), softhsm_token_.pin());
    const Session session = must(other.open_session(Access::kReadWrite));
    Template marker;
    marker.number(CKA_CLASS, CKO_DATA).flag(CKA_TOKEN, true);
    for (const CK_OBJECT_HANDLE object : must(find_objects(session, marker)))
      ASSERT_EQ(module->C_DestroyObject(session.handle(), object), CKR_OK);
  }
  close_all_sessions();
  EXPECT_THAT(sign(id), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(token_->objects(), RefusedBy("TOKEN-BOUND"));
}

TEST_F(LocalTokenOnSoftHsm, TheMarkerIsReadAsWritten) {
  EXPECT_EQ(must(token_->read_marker()), std::nullopt);
  EXPECT_THAT(token_->write_marker(as_bytes("vault")), IsOk());
  EXPECT_EQ(must(token_->read_marker()), to_bytes("vault"));
}

TEST_F(LocalTokenOnSoftHsm, FourThreadsSignOnTwoSessionsWhileKeysComeAndGo) {
  const Uuid id = make_key();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      const std::vector<SignJob> jobs(5, job(id));
      for (int i = 0; i < 40; ++i) {
        const auto signatures = token_->sign(jobs);
        if (!signatures) {
          ++wrong;
          continue;
        }
        for (const Bytes& one : *signatures) wrong += verifies(id, one) ? 0 : 1;
      }
    });
  }
  for (int i = 0; i < 10; ++i) {
    const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
    EXPECT_THAT(token_->generate(spec), IsOk());
    EXPECT_THAT(token_->inspect(spec), IsOk());
    EXPECT_THAT(token_->destroy(spec.id), IsOk());
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(LocalTokenOnSoftHsm, FourThreadsRecoverFromALostLoginWithOneLogin) {
  const Uuid id = make_key();
  must(sign(id));
  close_all_sessions();
  faulty_.forget_calls();
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) failed += sign(id) ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
}

// SoftHSM2 2.6.1 fails to make a key, or loses it until the process ends, if somebody looks beside.
TEST_F(LocalTokenOnSoftHsm, KeysAreMadeAtOnceAndStayFoundWhileOthersLookForObjects) {
  const auto known = spec_of(KeyType::kP256, Purpose::kSign);
  ASSERT_THAT(token_->generate(known), IsOk());
  std::atomic<bool> over = false;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      while (!over) refused += token_->objects() && token_->inspect(known) ? 0 : 1;
    });
  }
  faulty_.forget_calls();
  constexpr std::size_t kKeys = 20;
  std::vector<KeySpec> made;
  for (std::size_t i = 0; i < kKeys; ++i) {
    made.push_back(spec_of(KeyType::kP256, Purpose::kSign));
    EXPECT_THAT(token_->generate(made.back()), IsOk());
  }
  over = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(faulty_.calls("C_GenerateKeyPair"), kKeys);
  for (const KeySpec& spec : made) EXPECT_THAT(token_->inspect(spec), IsOk());
}

// Trap 12: what a crash left half made must not hide the other objects.
TEST_F(LocalTokenOnSoftHsm, AnObjectOfWhichTheTokenTellsNothingIsListedBesideTheOthers) {
  ASSERT_THAT(token_->generate(spec_of(KeyType::kP256, Purpose::kSign)), IsOk());
  faulty_.script("C_GetAttributeValue nth=1 ckr=CKR_ATTRIBUTE_VALUE_INVALID");
  const auto objects = token_->objects();
  ASSERT_THAT(objects, IsOk());
  ASSERT_EQ(objects->size(), 2U);
  EXPECT_EQ(objects->front().object_class, "CKO_UNREADABLE");
  EXPECT_EQ(objects->back().cka_id.size(), 16U);
  faulty_.script("C_GetAttributeValue nth=1 ckr=CKR_DEVICE_ERROR");
  EXPECT_THAT(token_->objects(), FailsWithCkr(CKR_DEVICE_ERROR));
}

}  // namespace local_token_test
}  // namespace pyx::pkcs11
