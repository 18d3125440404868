#include "pkcs11/pin_trial.h"

#include "pkcs11/from_ckr.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace pin_trial_test {

using pyx::testing::wrong_pin;

class PinTrialOnSoftHsm : public OnSoftHsm {
 protected:
  SetupSlot at() {
    TokenUri uri = softhsm_token_.uri();
    uri.module_path = faulty_.path();
    return must(find_setup_slot(uri, Blank::kNo));
  }
  // After a call that was to put `to` in the place of `from`.
  PinOutcome after(const Pin* from, const Pin& to, std::optional<CK_RV> said,
                   InForce before = InForce::kOld) {
    faulty_.forget_calls();
    return after_setting(at(), PinOf::kSo, {before, from}, to,
                         said ? std::optional(ckr_error(*said, "C_SetPIN")) : std::nullopt);
  }
  static std::string why(const PinOutcome& outcome) {
    return outcome.failure ? outcome.failure->message : std::string();
  }
  pyx::testing::FaultyModule faulty_;
  const Pin right_ = softhsm_token_.so_pin();
  const Pin wrong_ = wrong_pin();
};

TEST_F(PinTrialOnSoftHsm, APinOpensOrDoesNot) {
  const SetupSlot token = at();
  EXPECT_EQ(must(opens(token, PinOf::kSo, softhsm_token_.so_pin())), true);
  EXPECT_EQ(must(opens(token, PinOf::kSo, softhsm_token_.pin())), false);
  EXPECT_EQ(must(opens(token, PinOf::kUser, softhsm_token_.pin())), true);
  EXPECT_EQ(must(opens(token, PinOf::kUser, softhsm_token_.so_pin())), false);
}
TEST_F(PinTrialOnSoftHsm, WhereThisProcessIsLoggedInNoPinIsTried) {
  const auto open_token = open(faulty_.path());
  faulty_.forget_calls();
  EXPECT_THAT(opens(at(), PinOf::kUser, softhsm_token_.pin()), FailsWith(Code::kConflict));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

TEST_F(PinTrialOnSoftHsm, ANewPinThatOpensIsInForceWhateverTheCallSaid) {
  for (const std::optional<CK_RV> said :
       {std::optional<CK_RV>(), std::optional<CK_RV>(CKR_DEVICE_ERROR)}) {
    const PinOutcome outcome = after(&wrong_, right_, said);
    EXPECT_EQ(outcome.in_force, InForce::kNew);
    EXPECT_FALSE(outcome.failure);
    EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  }
}
TEST_F(PinTrialOnSoftHsm, AnOldOneThatStillOpensIsInForce) {
  const PinOutcome outcome = after(&right_, wrong_, CKR_DEVICE_ERROR);
  EXPECT_EQ(outcome.in_force, InForce::kOld);
  EXPECT_EQ(outcome.failure->ckr, CKR_DEVICE_ERROR);
  EXPECT_THAT(why(outcome), ::testing::HasSubstr("the old SO PIN is in force"));
  // Each once (trap 17).
  EXPECT_EQ(faulty_.calls("C_Login"), 2U);
}
TEST_F(PinTrialOnSoftHsm, ARefusalAfterWhichNothingWasSetCostsNoTry) {
  for (const CK_RV said : {CKR_PIN_LEN_RANGE, CKR_PIN_INVALID, CKR_FUNCTION_NOT_SUPPORTED}) {
    EXPECT_EQ(after(&right_, wrong_, said).in_force, InForce::kOld);
    EXPECT_EQ(faulty_.calls("C_Login"), 0U);
  }
  const PinOutcome none = after(nullptr, wrong_, CKR_PIN_LEN_RANGE, InForce::kNone);
  EXPECT_EQ(none.in_force, InForce::kNone);
  EXPECT_THAT(why(none), ::testing::HasSubstr("no SO PIN that anybody knows"));
}
TEST_F(PinTrialOnSoftHsm, WhileTheTokenDoesNotAnswerEitherMayBeInForce) {
  faulty_.script("C_OpenSession ckr=CKR_DEVICE_REMOVED");
  for (const std::optional<CK_RV> said :
       {std::optional<CK_RV>(), std::optional<CK_RV>(CKR_DEVICE_ERROR)}) {
    const PinOutcome outcome = after(&right_, wrong_, said);
    EXPECT_EQ(outcome.in_force, InForce::kEither);
    EXPECT_THAT(why(outcome), ::testing::HasSubstr("keep both"));
  }
}
TEST_F(PinTrialOnSoftHsm, OneOfWhichNeitherOpensIsSaidToBeUnknown) {
  const Pin other = wrong_pin();
  EXPECT_EQ(after(&other, wrong_, std::nullopt).in_force, InForce::kEither);
}
TEST_F(PinTrialOnSoftHsm, WithoutAnOldPinAtHandItIsWhatWasThere) {
  EXPECT_EQ(after(nullptr, wrong_, CKR_DEVICE_ERROR, InForce::kOld).in_force, InForce::kOld);
  EXPECT_EQ(after(nullptr, wrong_, CKR_DEVICE_ERROR, InForce::kNone).in_force, InForce::kNone);
}
// Trap 17.
TEST_F(PinTrialOnSoftHsm, AtTheLastTryNoPinIsShownAfterAFailure) {
  faulty_.script("C_GetTokenInfo flags=0x200000");
  EXPECT_EQ(after(&right_, wrong_, CKR_DEVICE_ERROR).in_force, InForce::kEither);
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

}  // namespace pin_trial_test
}  // namespace pyx::pkcs11
