#include "pkcs11/trial.h"

#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "tests/pkcs11/on_bench.h"

namespace pyx::pkcs11 {
namespace trial_test {

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

class TrialOnSoftHsm : public OnBench {};

TEST_F(TrialOnSoftHsm, ListAndFactThatDisagreeAreNoted) {
  EXPECT_TRUE(noting_list(seen("x", CKR_OK, "C_Sign"), bench_, CKM_ECDSA).note.empty());
  EXPECT_EQ(noting_list(seen("x", CKR_OK, "C_Sign"), bench_, kAesKeyWrapKwp).note,
            "CKM_AES_KEY_WRAP_KWP is not in C_GetMechanismList, yet works");
  EXPECT_EQ(noting_list(seen("x", CKR_DEVICE_ERROR, "C_Sign"), bench_, CKM_ECDSA).note,
            "CKM_ECDSA is in C_GetMechanismList, yet fails");
}

TEST_F(TrialOnSoftHsm, SessionObjectsAreTakenWhereTheTokenHasThem) {
  EXPECT_EQ(lifetime_on(bench_), Lifetime::kSession);
}

TEST_F(TrialOnSoftHsm, AKeyIsMadeAsTheTemplateOfTheCallerSays) {
  Template asked;
  asked.flag(CKA_SIGN, false).flag(CKA_EXTRACTABLE, false);
  const auto key = must(make_throw_away_secret(bench_, CKM_GENERIC_SECRET_KEY_GEN, asked));
  EXPECT_EQ(must(read_bytes(session_, key.get(), CKA_SIGN)), flag_value(false));
  Template of_private;
  of_private.flag(CKA_SIGN, true);
  const auto pair = must(make_throw_away_pair(bench_, KeyType::kP256, of_private));
  EXPECT_EQ(must(read_bytes(session_, pair.handle(), CKA_SIGN)), flag_value(true));
}

TEST_F(TrialOnSoftHsm, AScratchSessionIsLoggedInToo) {
  EXPECT_TRUE(must(must(scratch_session(bench_)).user_is_logged_in()));
}

TEST_F(TrialOnSoftHsm, AThrownAwayKeyIsGone) {
  { const auto key = must(make_throw_away(bench_, KeyType::kP256, Purpose::kSign)); }
  EXPECT_TRUE(must(list_objects(session_)).empty());
}

}  // namespace trial_test
}  // namespace pyx::pkcs11
