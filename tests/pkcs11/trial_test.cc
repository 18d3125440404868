#include "pkcs11/trial.h"

#include "pkcs11/from_ckr.h"
#include "tests/pkcs11/on_bench.h"

namespace pyx::pkcs11 {
namespace {

TEST(Trial, AnAnswerThatMeansUnknownIsAbsenceAndAnyOtherErrorAFailure) {
  EXPECT_EQ(seen("x", CKR_OK, "C_Sign").seen, Seen::kWorks);
  EXPECT_EQ(seen("x", CKR_MECHANISM_INVALID, "C_Sign").seen, Seen::kAbsent);
  EXPECT_EQ(seen("x", CKR_DEVICE_ERROR, "C_Sign").seen, Seen::kFails);
}

TEST(Trial, TheCallThatDecidedIsNamed) {
  const auto line = seen("x", from_ckr(CKR_DEVICE_ERROR, "C_SignInit"), "C_Sign");
  EXPECT_EQ(line.call, "C_SignInit");
  EXPECT_EQ(line.ckr, CKR_DEVICE_ERROR);
}

TEST(Trial, AFailureWithoutAnAnswerIsNoted) {
  const auto line = seen("x", Result<void>(error(Code::kToken, "it is wrong")), "C_Sign");
  EXPECT_EQ(line.seen, Seen::kFails);
  EXPECT_EQ(line.note, "it is wrong");
}

TEST(Trial, ARuleIsKeptWhenTheTokenRefuses) {
  EXPECT_EQ(kept("x", CKR_OK, "C_CopyObject").seen, Seen::kFails);
  EXPECT_EQ(kept("x", CKR_ACTION_PROHIBITED, "C_CopyObject").seen, Seen::kWorks);
}

class TrialOnSoftHsm : public OnBench {};

TEST_F(TrialOnSoftHsm, ListAndFactThatDisagreeAreNoted) {
  EXPECT_TRUE(noting_list(seen("x", CKR_OK, "C_Sign"), bench_, CKM_ECDSA).note.empty());
  EXPECT_EQ(noting_list(seen("x", CKR_OK, "C_Sign"), bench_, kAesKeyWrapKwp).note,
            "CKM_AES_KEY_WRAP_KWP is not in C_GetMechanismList, yet works");
  EXPECT_EQ(noting_list(seen("x", CKR_DEVICE_ERROR, "C_Sign"), bench_, CKM_ECDSA).note,
            "CKM_ECDSA is in C_GetMechanismList, yet fails");
}

TEST_F(TrialOnSoftHsm, AThrownAwayKeyIsGone) {
  { const auto key = must(make_throw_away(bench_, KeyType::kP256, Purpose::kSign)); }
  EXPECT_TRUE(must(list_objects(session_)).empty());
}

}  // namespace
}  // namespace pyx::pkcs11
