#include "pkcs11/token_contents.h"

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace token_contents_test {

class TokenContentsOnSoftHsm : public OnSoftHsm {
 protected:
  Result<void> check(Contents contents = Contents::kMustBeEmpty) {
    return check_contents(must(find_setup_slot(uri(), Blank::kNo)), &pin_, contents);
  }
  TokenUri uri() const {
    TokenUri uri = softhsm_token_.uri();
    uri.module_path = faulty_.path();
    return uri;
  }
  pyx::testing::FaultyModule faulty_;
  const Pin pin_ = softhsm_token_.pin();
};

TEST_F(TokenContentsOnSoftHsm, AnEmptyTokenMayBeInitialised) { EXPECT_THAT(check(), IsOk()); }
TEST_F(TokenContentsOnSoftHsm, OfABlankTokenNoPinIsAsked) {
  TokenUri blank = uri();
  blank.serial.reset();
  blank.label = "new";
  const SetupSlot at = must(find_setup_slot(blank, Blank::kYes));
  faulty_.forget_calls();
  EXPECT_THAT(check_contents(at, nullptr, Contents::kMustBeEmpty), IsOk());
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}
// A default of yes would empty a token that was only busy.
TEST_F(TokenContentsOnSoftHsm, ABlankTokenThatOpensNoSessionForAnotherReasonIsNotTakenAsEmpty) {
  TokenUri blank = uri();
  blank.serial.reset();
  blank.label = "new";
  const SetupSlot at = must(find_setup_slot(blank, Blank::kYes));
  faulty_.script("C_OpenSession ckr=CKR_DEVICE_ERROR");
  EXPECT_THAT(check_contents(at, nullptr, Contents::kMustBeEmpty), FailsWithCkr(CKR_DEVICE_ERROR));
}
TEST_F(TokenContentsOnSoftHsm, AForeignObjectIsNamedAndDestroyedOnlyIfOneSaysSo) {
  must(open(faulty_.path())->generate(spec_of(KeyType::kP256, Purpose::kSign)));
  EXPECT_THAT(check(), FailsSaying(Code::kConflict, "there are 2 objects: "));
  EXPECT_THAT(check(), FailsSaying(Code::kConflict, "CKO_PRIVATE_KEY \"a key of a test\""));
  EXPECT_THAT(check(Contents::kDestroy), IsOk());
}
TEST_F(TokenContentsOnSoftHsm, OfManyObjectsTheFirstAreNamed) {
  for (int i = 0; i < 3; ++i) {
    must(open(faulty_.path())->generate(spec_of(KeyType::kP256, Purpose::kSign)));
  }
  EXPECT_THAT(check(), FailsSaying(Code::kConflict, " and 1 more"));
}
// TOKEN-BOUND: nobody says so of a vault's token.
TEST_F(TokenContentsOnSoftHsm, AVaultsTokenIsRefusedWhateverOneSays) {
  const auto written = open(faulty_.path())->write_marker(as_bytes("a vault"));
  ASSERT_THAT(written, IsOk());
  EXPECT_THAT(check(), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(check(Contents::kDestroy), RefusedBy("TOKEN-BOUND"));
}
// FAIL-CLOSED: what nobody can see counts as a vault's.
TEST_F(TokenContentsOnSoftHsm, WithoutTheUserPinOfATokenThatHasOneNothingIsDone) {
  const SetupSlot at = must(find_setup_slot(uri(), Blank::kNo));
  EXPECT_THAT(check_contents(at, nullptr, Contents::kDestroy),
              FailsSaying(Code::kAskPerson, "has a user PIN"));
  const Pin wrong = pyx::testing::wrong_pin();
  EXPECT_THAT(check_contents(at, &wrong, Contents::kDestroy), FailsWithCkr(CKR_PIN_INCORRECT));
}
TEST_F(TokenContentsOnSoftHsm, ATokenThatDoesNotTellItsObjectsIsRefused) {
  faulty_.fail("C_FindObjectsInit", CKR_DEVICE_ERROR, 1, 1);
  EXPECT_THAT(check(Contents::kDestroy), FailsWithCkr(CKR_DEVICE_ERROR));
}

}  // namespace token_contents_test
}  // namespace pyx::pkcs11
