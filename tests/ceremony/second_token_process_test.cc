#include "ceremony/second_token_process.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/pkcs11/on_backup.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::ceremony {
namespace second_token_process_test {

using custody::Exposure;
using pkcs11::must;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using ::testing::HasSubstr;

// Keys of one SoftHSM2 token, brought to another token by a process of the real pyx.
class SecondTokenInProcess : public pkcs11::OnBackup {
 protected:
  SecondTokenPlan plan(SecondUse use) {
    SecondTokenPlan plan;
    plan.program = PYX_PROGRAM;
    plan.uri = second_.uri();
    plan.uri.pin_source.reset();
    plan.use = use;
    return plan;
  }
  std::unique_ptr<custody::SecondToken> opened(SecondUse use) {
    return must(open_second_token(plan(use), second_.pin(), wrap_key_));
  }
  std::size_t objects() {
    return must(must(pkcs11::open_token(second_.uri(), second_.pin()))->objects()).size();
  }
  pyx::testing::SoftHsmToken second_ = softhsm_.make_token("second");
};

TEST_F(SecondTokenInProcess, AKeyAnswersThereAndLeavesNothing) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  {
    const auto token = opened(SecondUse::kProve);
    EXPECT_EQ(token->identity().serial, second_.serial());
    EXPECT_EQ(token->module(), "libsofthsm2.so");
    EXPECT_EQ(token->exposure(), Exposure::kNone);
    const auto answer = token->answer_once(key.wrapped, key.proof->input);
    ASSERT_THAT(answer, IsOk());
    EXPECT_TRUE(key.proof->is_right(key.wrapped.public_key, *answer));
  }
  EXPECT_EQ(objects(), 0U);
}

TEST_F(SecondTokenInProcess, ARestoredKeyStaysIfItsAnswerIsTaken) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  {
    const auto token = opened(SecondUse::kRestore);
    ASSERT_THAT(token->destroy(key.wrapped.spec.id), IsOk());  // nothing there yet
    const auto answer =
        token->restore(key.wrapped, key.proof->input, key.proof->check(key.wrapped.public_key));
    ASSERT_THAT(answer, IsOk());
  }
  EXPECT_EQ(objects(), 2U);
  {
    const auto token = opened(SecondUse::kRestore);
    ASSERT_THAT(token->destroy(key.wrapped.spec.id), IsOk());
  }
  EXPECT_EQ(objects(), 0U);
}

// KEY-PROVEN
TEST_F(SecondTokenInProcess, OneWhoseAnswerIsNotTakenIsGone) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  {
    const auto token = opened(SecondUse::kRestore);
    const auto restored = token->restore(key.wrapped, key.proof->input, [](ByteView) {
      return Result<void>(refused("KEY-PROVEN", "it is another key"));
    });
    EXPECT_THAT(restored, RefusedBy("KEY-PROVEN"));
  }
  EXPECT_EQ(objects(), 0U);
}

TEST_F(SecondTokenInProcess, AWrongPinIsSaidAndShownOnce) {
  EXPECT_THAT(open_second_token(plan(SecondUse::kProve), pyx::testing::wrong_pin(), wrap_key_),
              FailsWith(Code::kAskPerson));
  EXPECT_THAT(open_second_token(plan(SecondUse::kProve), second_.pin(), wrap_key_), IsOk());
}

TEST_F(SecondTokenInProcess, AnErrorOfTheTokenComesBackWithItsCall) {
  auto key = back_up(KeyType::kP256, Purpose::kSign);
  key.wrapped.bytes.back() ^= 1U;
  const auto token = opened(SecondUse::kProve);
  const auto answer = token->answer_once(key.wrapped, key.proof->input);
  ASSERT_THAT(answer, FailsWith(Code::kToken));
  EXPECT_EQ(answer.error().call, "C_UnwrapKey");
}

TEST_F(SecondTokenInProcess, AProcessThatDiesOrHangsIsAClearError) {
  SecondTokenPlan dying = plan(SecondUse::kProve);
  dying.program = "/bin/false";
  const auto dead = open_second_token(dying, second_.pin(), wrap_key_);
  ASSERT_THAT(dead, FailsWith(Code::kToken));
  EXPECT_THAT(dead.error().message, HasSubstr("exit code 1"));

  const auto script = softhsm_.folder() / "hangs";
  ASSERT_THAT(write_file(script, as_bytes("#!/bin/sh\nexec sleep 600\n"), Overwrite::kNo), IsOk());
  ::chmod(script.c_str(), 0700);
  SecondTokenPlan hanging = plan(SecondUse::kProve);
  hanging.program = script;
  hanging.patience = std::chrono::milliseconds(100);
  const auto hung = open_second_token(hanging, second_.pin(), wrap_key_);
  ASSERT_THAT(hung, FailsWith(Code::kToken));
  EXPECT_THAT(hung.error().message, HasSubstr("did not answer"));
}

// A token that hands keys out (NSS): exposed, unless it is a proof whose storage is in memory only.
TEST_F(SecondTokenInProcess, OnATokenThatDoesNotEnforceExposureHangsOnItsStorage) {
  pkcs11::NssDatabase database;
  auto key = back_up(KeyType::kP256, Purpose::kSign);
  key.wrapped.spec.exceptions = {TokenRule::kUsage, TokenRule::kAllowedMechanisms};
  SecondTokenPlan nss = plan(SecondUse::kRestore);
  nss.uri = database.uri();
  {
    const auto token = must(open_second_token(nss, database.pin(), wrap_key_));
    EXPECT_EQ(token->exposure(), Exposure::kExposed);
    EXPECT_THAT(token->manner(), HasSubstr("extractable"));
  }
  nss.use = SecondUse::kProve;
  const auto token = must(open_second_token(nss, database.pin(), wrap_key_));
  EXPECT_EQ(token->exposure(),
            storage_of(nss.uri) == TokenStorage::kInMemory ? Exposure::kNone : Exposure::kExposed);
  const auto answer = token->answer_once(key.wrapped, key.proof->input);
  ASSERT_THAT(answer, IsOk());
  EXPECT_TRUE(key.proof->is_right(key.wrapped.public_key, *answer));
}

}  // namespace second_token_process_test
}  // namespace pyx::ceremony
