#include "pkcs11/token_setup.h"

#include "pkcs11/from_ckr.h"
#include "pkcs11/token_contents.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_nss.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace token_setup_test {

using pyx::testing::wrong_pin;
using ::testing::HasSubstr;

Pin new_pin() { return must(random_pin({4, 255})); }

class TokenSetupOnSoftHsm : public OnSoftHsm {
 protected:
  TokenUri called(const std::string& label) const {
    TokenUri uri;
    uri.module_path = faulty_.path();
    uri.label = label;
    return uri;
  }
  Result<SetupOutcome> make(const std::string& label) {
    return initialise_token(called(label), label, so_, user_, {}, Contents::kMustBeEmpty);
  }
  Result<SetupOutcome> make_anew(Contents contents = Contents::kMustBeEmpty) {
    return initialise_token(called("mint"), "again", so_, user_, old(), contents);
  }
  PinsBefore old() const { return {&old_so_, &old_user_}; }
  bool so_opens(const std::string& label, const Pin& pin) {
    return must(pin_opens(called(label), PinOf::kSo, pin));
  }
  bool user_opens(const std::string& label, const Pin& pin) {
    return must(pin_opens(called(label), PinOf::kUser, pin));
  }
  static std::string why(const std::optional<Error>& failure) {
    return failure ? failure->message : std::string();
  }

  pyx::testing::FaultyModule faulty_;
  const Pin old_so_ = softhsm_token_.so_pin();
  const Pin old_user_ = softhsm_token_.pin();
  const Pin so_ = new_pin();
  const Pin user_ = new_pin();
};

TEST_F(TokenSetupOnSoftHsm, ABlankTokenOpensWithBothNewPinsAndIsTheOneThatIsNamed) {
  const SetupOutcome made = must(make("new"));
  EXPECT_EQ(made.so_pin, InForce::kNew);
  EXPECT_EQ(made.user_pin, InForce::kNew);
  EXPECT_FALSE(made.failure) << why(made.failure);
  EXPECT_EQ(made.token.label, "new");
  EXPECT_FALSE(made.token.serial.empty());
  TokenUri by_serial = called("new");
  by_serial.label.reset();
  by_serial.serial = made.token.serial;
  EXPECT_EQ(must(pin_opens(by_serial, PinOf::kSo, so_)), true);
  EXPECT_EQ(must(pin_opens(by_serial, PinOf::kUser, user_)), true);
  EXPECT_EQ(must(pin_opens(by_serial, PinOf::kUser, so_)), false);
  EXPECT_TRUE(user_opens("mint", old_user_));
}
TEST_F(TokenSetupOnSoftHsm, EachNewPinIsTriedOnceAndNoneTwice) {
  faulty_.forget_calls();
  must(make("new"));
  // The SO's trial, his login for the user's PIN, the user's trial.
  EXPECT_EQ(faulty_.calls("C_Login"), 3U);
  EXPECT_EQ(faulty_.calls("C_InitPIN"), 1U);
}
TEST_F(TokenSetupOnSoftHsm, ALabelOfNoneOrTooManyBytesIsRefused) {
  EXPECT_THAT(make(std::string(32, 'l')), IsOk());
  EXPECT_THAT(make(std::string(33, 'l')), FailsWith(Code::kBadInput));
  EXPECT_THAT(initialise_token(called("new"), "", so_, user_, {}, Contents::kMustBeEmpty),
              FailsWith(Code::kBadInput));
}
TEST_F(TokenSetupOnSoftHsm, APinOfNoBytesIsRefused) {
  const Pin none = Pin::entered_on_the_token();
  EXPECT_THAT(initialise_token(called("new"), "new", so_, none, {}, Contents::kMustBeEmpty),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(initialise_token(called("new"), "new", none, user_, {}, Contents::kMustBeEmpty),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(change_pin(called("mint"), PinOf::kUser, old_user_, none),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(give_user_pin(called("mint"), old_so_, none), FailsWith(Code::kBadInput));
  EXPECT_EQ(faulty_.calls("C_InitToken"), 0U);
  EXPECT_EQ(faulty_.calls("C_SetPIN"), 0U);
}

TEST_F(TokenSetupOnSoftHsm, AnInitialisedTokenIsInitialisedAnewByItsOwnPins) {
  const SetupOutcome made = must(make_anew());
  EXPECT_FALSE(made.failure) << why(made.failure);
  EXPECT_EQ(made.token.serial, softhsm_token_.serial());
  EXPECT_TRUE(so_opens("again", so_));
  EXPECT_TRUE(user_opens("again", user_));
  EXPECT_FALSE(so_opens("again", old_so_));
  EXPECT_FALSE(user_opens("again", old_user_));
}
TEST_F(TokenSetupOnSoftHsm, AnInitialisedTokenIsNotTouchedWithoutThem) {
  EXPECT_THAT(initialise_token(called("mint"), "x", so_, user_, {}, Contents::kDestroy),
              FailsSaying(Code::kAskPerson, "its SO PIN is needed"));
  const Pin wrong = wrong_pin();
  EXPECT_THAT(
      initialise_token(called("mint"), "x", so_, user_, {&wrong, &old_user_}, Contents::kDestroy),
      FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(
      initialise_token(called("mint"), "x", so_, user_, {&old_so_, &wrong}, Contents::kDestroy),
      FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(
      initialise_token(called("mint"), "x", so_, user_, {&old_so_, nullptr}, Contents::kDestroy),
      FailsWith(Code::kAskPerson));
  EXPECT_EQ(faulty_.calls("C_InitToken"), 0U);
  EXPECT_TRUE(user_opens("mint", old_user_));
}
TEST_F(TokenSetupOnSoftHsm, ObjectsAreDestroyedOnlyIfOneSaysSo) {
  must(open(faulty_.path())->generate(spec_of(KeyType::kP256, Purpose::kSign)));
  EXPECT_THAT(make_anew(), FailsWith(Code::kConflict));
  EXPECT_EQ(faulty_.calls("C_InitToken"), 0U);
  EXPECT_THAT(make_anew(Contents::kDestroy), IsOk());
  const SetupSlot at = must(find_setup_slot(called("again"), Blank::kNo));
  EXPECT_THAT(check_contents(at, &user_, Contents::kMustBeEmpty), IsOk());
}
// TOKEN-BOUND
TEST_F(TokenSetupOnSoftHsm, AVaultsTokenIsNeitherInitialisedNorWiped) {
  const auto written = open(faulty_.path())->write_marker(as_bytes("a vault"));
  ASSERT_THAT(written, IsOk());
  EXPECT_THAT(make_anew(Contents::kDestroy), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(wipe_token(called("mint"), old(), Contents::kDestroy), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(check_before_setup(called("mint"), Blank::kNo, old(), Contents::kDestroy),
              RefusedBy("TOKEN-BOUND"));
  EXPECT_EQ(faulty_.calls("C_InitToken"), 0U);
  // Its PINs may change: what is on it stays.
  EXPECT_EQ(must(change_pin(called("mint"), PinOf::kUser, old_user_, user_)).in_force,
            InForce::kNew);
  EXPECT_EQ(must(must(open_token(called("mint"), must(another(user_))))->read_marker()),
            to_bytes("a vault"));
}
TEST_F(TokenSetupOnSoftHsm, ASessionOfThisProcessStandsInTheWay) {
  const Module module = must(Module::load(faulty_.path()));
  const CK_SLOT_ID slot = must(slots_with_tokens(module)).front().slot;
  const Session session = must(Session::open(module, slot, Access::kReadWrite));
  EXPECT_THAT(make_anew(), FailsSaying(Code::kConflict, "close it first"));
  EXPECT_TRUE(user_opens("mint", old_user_));
}

TEST_F(TokenSetupOnSoftHsm, AWipedTokenHasNothingOnItAndNoPinThatAnybodyKnows) {
  must(open(faulty_.path())->generate(spec_of(KeyType::kP256, Purpose::kSign)));
  EXPECT_THAT(wipe_token(called("mint"), old(), Contents::kMustBeEmpty),
              FailsWith(Code::kConflict));
  const SetupOutcome wiped = must(wipe_token(called("mint"), old(), Contents::kDestroy));
  EXPECT_FALSE(wiped.failure) << why(wiped.failure);
  EXPECT_EQ(wiped.so_pin, InForce::kNew);
  EXPECT_EQ(wiped.user_pin, InForce::kNone);
  const TokenToSetUp token = must(look_before_setup(called(kWipedLabel), Blank::kNo));
  EXPECT_EQ(token.identity.serial, softhsm_token_.serial());
  EXPECT_FALSE(token.has_user_pin);
  EXPECT_FALSE(so_opens(kWipedLabel, old_so_));
}
TEST_F(TokenSetupOnSoftHsm, ABlankTokenIsNotWiped) {
  EXPECT_THAT(wipe_token(called("new"), old(), Contents::kDestroy), FailsWith(Code::kNotFound));
}

TEST_F(TokenSetupOnSoftHsm, PinsChangeAndWhatIsOnTheTokenStays) {
  const Uuid key = must(open(faulty_.path())->generate(spec_of(KeyType::kP256, Purpose::kSign))).id;
  EXPECT_EQ(must(change_pin(called("mint"), PinOf::kSo, old_so_, so_)).in_force, InForce::kNew);
  EXPECT_EQ(must(change_pin(called("mint"), PinOf::kUser, old_user_, user_)).in_force,
            InForce::kNew);
  EXPECT_FALSE(so_opens("mint", old_so_));
  EXPECT_FALSE(user_opens("mint", old_user_));
  EXPECT_TRUE(so_opens("mint", so_));
  const auto token = must(open_token(called("mint"), must(another(user_))));
  const Bytes digest(32, 1);
  const SignJob job{key, Scheme::kEcdsaSha256, digest};
  EXPECT_THAT(token->sign({&job, 1}), IsOk());
}
TEST_F(TokenSetupOnSoftHsm, TheSoGivesTheUserAPinWithoutTheOneBefore) {
  must(open(faulty_.path())->generate(spec_of(KeyType::kP256, Purpose::kSign)));
  EXPECT_EQ(must(give_user_pin(called("mint"), old_so_, user_)).in_force, InForce::kNew);
  const auto token = must(open_token(called("mint"), must(another(user_))));
  EXPECT_EQ(must(token->objects()).size(), 2U);
}
TEST_F(TokenSetupOnSoftHsm, AUserWhoMustChangeHisPinGetsOneThatNobodyKeepsAndThenThis) {
  faulty_.script("C_GetTokenInfo flags=0x80000");
  EXPECT_EQ(must(give_user_pin(called("mint"), old_so_, user_)).in_force, InForce::kNew);
  EXPECT_EQ(faulty_.calls("C_InitPIN"), 2U);
  EXPECT_EQ(faulty_.calls("C_SetPIN"), 1U);
  faulty_.script("C_GetTokenInfo flags=0x80000\nC_SetPIN ckr=CKR_DEVICE_ERROR");
  const PinOutcome cut = must(give_user_pin(called("mint"), old_so_, new_pin()));
  EXPECT_EQ(cut.in_force, InForce::kNone);
  EXPECT_THAT(why(cut.failure), HasSubstr("no user PIN that anybody knows"));
}
// Trap 17.
TEST_F(TokenSetupOnSoftHsm, AnOldPinThatIsRefusedIsShownOnceAndNothingIsChanged) {
  faulty_.forget_calls();
  EXPECT_THAT(change_pin(called("mint"), PinOf::kSo, wrong_pin(), so_),
              FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(change_pin(called("mint"), PinOf::kUser, wrong_pin(), user_),
              FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(give_user_pin(called("mint"), wrong_pin(), user_), FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_EQ(faulty_.calls("C_Login"), 3U);
  EXPECT_EQ(faulty_.calls("C_SetPIN"), 0U);
  EXPECT_EQ(faulty_.calls("C_InitPIN"), 0U);
}
TEST_F(TokenSetupOnSoftHsm, AtTheLastTryNobodyFindsOutByTrying) {
  faulty_.script("C_GetTokenInfo flags=0x220000");
  faulty_.forget_calls();
  EXPECT_THAT(pin_opens(called("mint"), PinOf::kSo, old_so_), FailsWith(Code::kAskPerson));
  EXPECT_THAT(pin_opens(called("mint"), PinOf::kUser, old_user_), FailsWith(Code::kAskPerson));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

// ---- Calls that fail in the middle, and answers that are lost -----------------------------------

TEST_F(TokenSetupOnSoftHsm, AnInitialisationThatTheTokenRefusesLeavesItAsItWas) {
  faulty_.fail("C_InitToken", CKR_TOKEN_WRITE_PROTECTED);
  EXPECT_THAT(make("new"), FailsWithCkr(CKR_TOKEN_WRITE_PROTECTED));
  EXPECT_FALSE(must(look_before_setup(called("new"), Blank::kYes)).initialised);
  faulty_.fail("C_InitToken", CKR_DEVICE_ERROR);
  EXPECT_THAT(make_anew(), FailsWithCkr(CKR_DEVICE_ERROR));
  EXPECT_TRUE(so_opens("mint", old_so_));
  EXPECT_TRUE(user_opens("mint", old_user_));
}
TEST_F(TokenSetupOnSoftHsm, AnInitialisationWhoseAnswerIsLostIsSeenAndGoesOn) {
  faulty_.script("C_InitToken ckr_after=CKR_DEVICE_ERROR");
  const SetupOutcome made = must(make("new"));
  EXPECT_FALSE(made.failure) << why(made.failure);
  EXPECT_TRUE(user_opens("new", user_));
  const SetupOutcome again = must(make_anew());
  EXPECT_FALSE(again.failure) << why(again.failure);
  EXPECT_TRUE(user_opens("again", user_));
}
TEST_F(TokenSetupOnSoftHsm, WhereTheTokenIsGoneAfterItItIsSaidWhatMayBe) {
  faulty_.script(
      "C_InitToken ckr_after=CKR_DEVICE_REMOVED\nC_GetTokenInfo from=3 "
      "ckr=CKR_DEVICE_REMOVED");
  const SetupOutcome made = must(make("new"));
  EXPECT_EQ(made.so_pin, InForce::kEither);
  EXPECT_EQ(made.user_pin, InForce::kNone);
  EXPECT_THAT(why(made.failure), HasSubstr("did not say what became of C_InitToken"));
  // Nothing is lost: what was kept before opens it.
  faulty_.script("");
  EXPECT_TRUE(so_opens("new", so_));
  EXPECT_EQ(must(give_user_pin(called("new"), so_, user_)).in_force, InForce::kNew);
}
TEST_F(TokenSetupOnSoftHsm, APowerCutBeforeTheUserPinLeavesATokenOfTheSos) {
  faulty_.script("C_InitPIN ckr=CKR_DEVICE_REMOVED");
  const SetupOutcome made = must(make("new"));
  EXPECT_EQ(made.so_pin, InForce::kNew);
  EXPECT_EQ(made.user_pin, InForce::kNone);
  EXPECT_THAT(why(made.failure), HasSubstr("no user PIN that anybody knows"));
  EXPECT_THAT(why(made.failure), HasSubstr("the new SO PIN is in force"));
  faulty_.script("");
  EXPECT_EQ(must(give_user_pin(called("new"), so_, user_)).in_force, InForce::kNew);
  EXPECT_TRUE(user_opens("new", user_));
}
TEST_F(TokenSetupOnSoftHsm, AUserPinWhoseAnswerIsLostIsInForce) {
  faulty_.script("C_InitPIN ckr_after=CKR_DEVICE_ERROR");
  const SetupOutcome made = must(make("new"));
  EXPECT_FALSE(made.failure) << why(made.failure);
  EXPECT_EQ(made.user_pin, InForce::kNew);
}
TEST_F(TokenSetupOnSoftHsm, OneAnewThatStopsBeforeTheSoPinIsLeftUnderTheOldOne) {
  faulty_.script("C_SetPIN ckr=CKR_DEVICE_ERROR");
  const SetupOutcome made = must(make_anew());
  EXPECT_EQ(made.so_pin, InForce::kOld);
  EXPECT_EQ(made.user_pin, InForce::kNone);
  EXPECT_THAT(why(made.failure), HasSubstr("the old SO PIN is in force"));
  EXPECT_THAT(why(made.failure), HasSubstr("the token is empty and has no user PIN"));
  faulty_.script("");
  // Begun once more, it is done.
  const SetupOutcome again = must(initialise_token(called("again"), "again", so_, user_,
                                                   {&old_so_, nullptr}, Contents::kMustBeEmpty));
  EXPECT_FALSE(again.failure) << why(again.failure);
  EXPECT_TRUE(so_opens("again", so_));
}
TEST_F(TokenSetupOnSoftHsm, APinWhoseAnswerIsLostIsFoundOutByALogin) {
  faulty_.script("C_SetPIN ckr_after=CKR_DEVICE_ERROR");
  const PinOutcome done = must(change_pin(called("mint"), PinOf::kSo, old_so_, so_));
  EXPECT_EQ(done.in_force, InForce::kNew);
  EXPECT_FALSE(done.failure);
  faulty_.script("C_SetPIN ckr=CKR_DEVICE_ERROR");
  const PinOutcome not_done = must(change_pin(called("mint"), PinOf::kSo, so_, old_so_));
  EXPECT_EQ(not_done.in_force, InForce::kOld);
  EXPECT_EQ(not_done.failure->ckr, CKR_DEVICE_ERROR);
  EXPECT_TRUE(so_opens("mint", so_));
}
TEST_F(TokenSetupOnSoftHsm, APinWhoseAnswerIsLostWithTheTokenMayBeEither) {
  // Two logins come before: the one that tries the old PIN, the one that changes it.
  faulty_.script(
      "C_SetPIN ckr_after=CKR_DEVICE_REMOVED\nC_OpenSession from=3 "
      "ckr=CKR_DEVICE_REMOVED");
  const PinOutcome cut = must(change_pin(called("mint"), PinOf::kUser, old_user_, user_));
  EXPECT_EQ(cut.in_force, InForce::kEither);
  EXPECT_THAT(why(cut.failure), HasSubstr("keep both"));
  faulty_.script("");
  EXPECT_TRUE(user_opens("mint", user_));
}
TEST_F(TokenSetupOnSoftHsm, ATokenThatSaysOkAndChangesNothingIsFoundOut) {
  faulty_.script("C_SetPIN ckr=CKR_OK");
  const PinOutcome cheat = must(change_pin(called("mint"), PinOf::kUser, old_user_, user_));
  EXPECT_EQ(cheat.in_force, InForce::kOld);
  EXPECT_THAT(why(cheat.failure), HasSubstr("does not open with it"));
}
TEST_F(TokenSetupOnSoftHsm, ATokenThatRefusesItsSoPinAfterwardsIsSaidToHaveNone) {
  faulty_.script("C_Login nth=3 ckr=CKR_PIN_INCORRECT");
  const SetupOutcome made = must(make_anew());
  EXPECT_EQ(made.so_pin, InForce::kNone);
  EXPECT_EQ(made.user_pin, InForce::kNone);
  EXPECT_THAT(why(made.failure), HasSubstr("does not open with the SO PIN that it had"));
}

// NSS softokn has no SO beside its user.
TEST(TokenSetupOnNss, HasNoSoButAUserWhoChangesHisPin) {
  const NssDatabase database;
  const Pin old = database.pin();
  const Pin next = must(random_pin(must(look_before_setup(database.uri(), Blank::kNo)).pins));
  EXPECT_EQ(must(change_pin(database.uri(), PinOf::kUser, old, next)).in_force, InForce::kNew);
  EXPECT_THAT(open_token(database.uri(), must(another(next))), IsOk());
  EXPECT_EQ(must(pin_opens(database.uri(), PinOf::kUser, old)), false);
}

}  // namespace token_setup_test
}  // namespace pyx::pkcs11
