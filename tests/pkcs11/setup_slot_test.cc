#include "pkcs11/setup_slot.h"

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace setup_slot_test {

class SetupSlotOnSoftHsm : public OnSoftHsm {
 protected:
  TokenUri called(const std::string& label) const {
    TokenUri uri;
    uri.module_path = faulty_.path();
    uri.label = label;
    return uri;
  }
  static Result<TokenToSetUp> look(const TokenUri& uri, Blank blank) {
    PYX_ASSIGN(SetupSlot found, find_setup_slot(uri, blank));
    return std::move(found.token);
  }
  pyx::testing::FaultyModule faulty_;
};

TEST_F(SetupSlotOnSoftHsm, ATokenIsSeenWithoutALogin) {
  const TokenToSetUp token = must(look(called("mint"), Blank::kNo));
  EXPECT_EQ(token.identity.serial, softhsm_token_.serial());
  EXPECT_EQ(token.firmware_version, "2.6");
  EXPECT_EQ(token.pins.least, 4U);
  EXPECT_EQ(token.pins.most, 255U);
  EXPECT_TRUE(token.initialised);
  EXPECT_TRUE(token.has_user_pin);
  EXPECT_FALSE(token.user_pin_must_change);
  EXPECT_FALSE(token.so_pin_at_last_try);
  EXPECT_FALSE(token.user_pin_at_last_try);
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

TEST_F(SetupSlotOnSoftHsm, ABlankTokenIsTakenOnlyIfNoneIsCalledSo) {
  const TokenToSetUp blank = must(look(called("new"), Blank::kYes));
  EXPECT_FALSE(blank.initialised);
  EXPECT_FALSE(blank.has_user_pin);
  EXPECT_EQ(must(look(called("mint"), Blank::kYes)).identity.label, "mint");
  EXPECT_THAT(look(called("new"), Blank::kNo), FailsWith(Code::kNotFound));
}
TEST_F(SetupSlotOnSoftHsm, AUriThatNamesNoTokenTakesABlankOneAndNeverAnother) {
  TokenUri uri = called("");
  uri.label.reset();
  EXPECT_FALSE(must(look(uri, Blank::kYes)).initialised);
  EXPECT_THAT(look(uri, Blank::kNo), FailsWith(Code::kBadInput));
}
TEST_F(SetupSlotOnSoftHsm, ABlankTokenOfAnotherSerialOrModelIsNotTaken) {
  TokenUri uri = called("new");
  uri.serial = "0000000000000000";
  EXPECT_THAT(look(uri, Blank::kYes), FailsSaying(Code::kNotFound, "no blank one"));
  uri.serial.reset();
  uri.model = "another";
  EXPECT_THAT(look(uri, Blank::kYes), FailsWith(Code::kNotFound));
  uri.model = "SoftHSM v2";
  EXPECT_THAT(look(uri, Blank::kYes), IsOk());
}
// Trap 15.
TEST_F(SetupSlotOnSoftHsm, TwoTokensOfOneNameAreAConflict) {
  softhsm_.make_token("mint");
  EXPECT_THAT(look(called("mint"), Blank::kYes), FailsWith(Code::kConflict));
}
TEST_F(SetupSlotOnSoftHsm, AUriOfAnObjectIsRefused) {
  TokenUri uri = called("mint");
  uri.object_label = "a key";
  EXPECT_THAT(look(uri, Blank::kNo), FailsWith(Code::kBadInput));
  uri.object_label.reset();
  uri.object_id = Bytes{1};
  EXPECT_THAT(look(uri, Blank::kYes), FailsWith(Code::kBadInput));
}

TEST_F(SetupSlotOnSoftHsm, ATokenThatTakesItsPinsItselfIsLeftToItsMakersTools) {
  faulty_.script("C_GetTokenInfo flags=0x100");
  EXPECT_THAT(look(called("mint"), Blank::kNo), FailsSaying(Code::kAskPerson, "keys of its own"));
}
TEST_F(SetupSlotOnSoftHsm, WhatATokenSaysOfItsPinsIsTold) {
  faulty_.script("C_GetTokenInfo flags=0x280000");  // the user must change his, the SO's last try
  const TokenToSetUp token = must(look(called("mint"), Blank::kNo));
  EXPECT_TRUE(token.user_pin_must_change);
  EXPECT_TRUE(token.so_pin_at_last_try);
  EXPECT_FALSE(token.user_pin_at_last_try);
  faulty_.script("C_GetTokenInfo flags=0x40000");  // the user's is locked
  EXPECT_TRUE(must(look(called("mint"), Blank::kNo)).user_pin_at_last_try);
}
TEST_F(SetupSlotOnSoftHsm, ATokenTakenOutWhileLookingIsLeftOutAndAnyOtherFailureTold) {
  faulty_.fail("C_GetTokenInfo", CKR_TOKEN_NOT_PRESENT, 2);
  EXPECT_THAT(look(called("mint"), Blank::kNo), FailsWith(Code::kNotFound));
  faulty_.fail("C_GetTokenInfo", CKR_DEVICE_ERROR);
  EXPECT_THAT(look(called("mint"), Blank::kNo), FailsWithCkr(CKR_DEVICE_ERROR));
}

}  // namespace setup_slot_test
}  // namespace pyx::pkcs11
