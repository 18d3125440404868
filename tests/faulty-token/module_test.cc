// That the faulty module does what its script says, on SoftHSM2: a fault that does not happen would
// let every test that stands on it pass.
#include <chrono>
#include <future>

#include "pkcs11/signing.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace module_test {

class FaultyModuleTest : public OnSoftHsm {
 protected:
  CK_RV session_info() {
    CK_SESSION_INFO info{};
    return module_->C_GetSessionInfo(session_.handle(), &info);
  }
  Uuid make_key() {
    const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
    return must(generate_key_on(spec)).id;
  }
  Result<KeyFacts> generate_key_on(const KeySpec& spec) { return other_login_->generate(spec); }
  Result<Bytes> sign(const Uuid& id) {
    PYX_ASSIGN(const SigningKey key, find_signing_key(session_, id, 0));
    return sign_one(session_, key, {id, Scheme::kEcdsaSha256, digest_});
  }

  const Bytes digest_ = Bytes(32, 7);
  pyx::testing::FaultyModule faulty_;
  std::unique_ptr<Token> other_login_ = open(faulty_.path());
  Module module_ = must(Module::load(faulty_.path()));
  CK_SLOT_ID slot_ = must(slot_of(module_, other_login_->identity()));
  Session session_ = must(Session::open(module_, slot_, Access::kReadOnly));
};

TEST_F(FaultyModuleTest, AnswersTheCallsThatTheScriptNamesAndNoOther) {
  faulty_.script("C_GetSessionInfo nth=2 times=2 ckr=CKR_DEVICE_ERROR");
  EXPECT_EQ(session_info(), CKR_OK);
  EXPECT_EQ(session_info(), CKR_DEVICE_ERROR);
  EXPECT_EQ(session_info(), CKR_DEVICE_ERROR);
  EXPECT_EQ(session_info(), CKR_OK);
  EXPECT_EQ(faulty_.broken_sessions_used(), 2U);
}

TEST_F(FaultyModuleTest, ATokenWithKeysOfItsOwnSaysSoAndTakesThePinThere) {
  faulty_.script("C_GetTokenInfo flags=0x100\nC_Login keypad=" +
                 softhsm_token_.pin_file().string());
  CK_TOKEN_INFO info{};
  ASSERT_EQ(module_->C_GetTokenInfo(slot_, &info), CKR_OK);
  EXPECT_NE(info.flags & CKF_PROTECTED_AUTHENTICATION_PATH, 0U);
  ASSERT_EQ(module_->C_Logout(session_.handle()), CKR_OK);
  EXPECT_EQ(module_->C_Login(session_.handle(), CKU_USER, nullptr, 0), CKR_OK);
}

TEST_F(FaultyModuleTest, ARemovedTokenIsAwayAndItsSessionsAreGoneForGood) {
  faulty_.script("remove");
  EXPECT_EQ(session_info(), CKR_DEVICE_REMOVED);
  EXPECT_TRUE(must(slots_with_tokens(module_)).empty());
  EXPECT_THAT(Session::open(module_, slot_, Access::kReadOnly),
              FailsWithCkr(CKR_TOKEN_NOT_PRESENT));
  faulty_.script("return");
  EXPECT_EQ(session_info(), CKR_SESSION_HANDLE_INVALID);
  EXPECT_EQ(must(slots_with_tokens(module_)).size(), 1U);
  EXPECT_THAT(Session::open(module_, slot_, Access::kReadOnly), IsOk());
}

TEST_F(FaultyModuleTest, LosesAllSessionsOnce) {
  faulty_.script("lose-sessions");
  EXPECT_EQ(session_info(), CKR_SESSION_HANDLE_INVALID);
  EXPECT_THAT(Session::open(module_, slot_, Access::kReadOnly), IsOk());
}

TEST_F(FaultyModuleTest, LeavesAnOperationActiveAfterAGoodSignature) {
  const Uuid id = make_key();
  faulty_.script("C_Sign nth=1 leave-operation");
  ASSERT_THAT(sign(id), IsOk());
  EXPECT_THAT(sign(id), FailsWithCkr(CKR_OPERATION_ACTIVE));
}

TEST_F(FaultyModuleTest, HangsUntilTheScriptSaysOtherwiseAndThenGoesOn) {
  faulty_.script("C_GetSessionInfo hang");
  auto hanging = std::async(std::launch::async, [&] { return session_info(); });
  EXPECT_EQ(hanging.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  faulty_.script("");
  EXPECT_EQ(hanging.get(), CKR_OK);
}

TEST_F(FaultyModuleTest, AnswersAfterTheRealModuleDidItsPart) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  faulty_.script("C_DestroyObject ckr_after=CKR_FUNCTION_FAILED");
  must(generate_key_on(spec));
  EXPECT_THAT(other_login_->destroy(spec.id), FailsWithCkr(CKR_FUNCTION_FAILED));
  faulty_.script("");
  EXPECT_EQ(must(other_login_->objects()).size(), 1U);  // the private half went
}

}  // namespace module_test
}  // namespace pyx::pkcs11
