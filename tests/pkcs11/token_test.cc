#include "pkcs11/token.h"

#include <gtest/gtest.h>

#include "pkcs11/from_ckr.h"
#include "tests/support/token_stub.h"

namespace pyx::pkcs11 {
namespace token_test {

TEST(Token, SerialModelAndManufacturerMakeTheIdentityAndTheLabelDoesNot) {
  const TokenIdentity one{"1", "m", "f", "label"};
  EXPECT_TRUE(same_token(one, {"1", "m", "f", "another label"}));
  EXPECT_FALSE(same_token(one, {"2", "m", "f", "label"}));
  EXPECT_FALSE(same_token(one, {"1", "n", "f", "label"}));
  EXPECT_FALSE(same_token(one, {"1", "m", "g", "label"}));
}

// Trap 12
TEST(Token, AnAnswerTellsWhetherTheTokenIsWell) {
  for (const CK_RV rv : {CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_CRYPTOKI_NOT_INITIALIZED}) {
    EXPECT_EQ(health_after(ckr_error(rv, "C_SignInit")), Health::kGone) << ckr_name(rv);
  }
  for (const CK_RV rv : {CKR_DEVICE_ERROR, CKR_GENERAL_ERROR, CKR_SESSION_HANDLE_INVALID,
                         CKR_OPERATION_ACTIVE, CKR_HOST_MEMORY, CKR_FUNCTION_FAILED}) {
    EXPECT_EQ(health_after(ckr_error(rv, "C_SignInit")), Health::kFailing) << ckr_name(rv);
  }
  for (const CK_RV rv : {CKR_PIN_INCORRECT, CKR_PIN_LOCKED, CKR_PIN_EXPIRED}) {
    EXPECT_EQ(health_after(ckr_error(rv, "C_Login")), Health::kPinRefused) << ckr_name(rv);
  }
  for (const CK_RV rv : {CKR_MECHANISM_INVALID, CKR_DATA_LEN_RANGE, CKR_FUNCTION_NOT_SUPPORTED}) {
    EXPECT_EQ(health_after(ckr_error(rv, "C_SignInit")), Health::kGood) << ckr_name(rv);
  }
  EXPECT_EQ(health_after(error(Code::kNotFound, "no key")), Health::kGood);
  EXPECT_EQ(health_after(error(Code::kAskPerson, "no PIN")), Health::kGood);
  EXPECT_EQ(health_after(refused("SIGN-CHECKED", "another scheme")), Health::kGood);
  EXPECT_EQ(health_after(refused("TOKEN-BOUND", "another token")), Health::kOtherToken);
}

TEST(Token, ThatStandsForNoDeviceIsNotMeasured) {
  pyx::testing::TokenStub stub({});
  const auto lines =
      stub.bench({KeyType::kP256, Purpose::kSign, {1}, std::chrono::milliseconds(10)});
  ASSERT_FALSE(lines.ok());
  EXPECT_EQ(lines.error().code, Code::kBadInput);
}

TEST(Token, ThatStandsForNoDeviceOpensNoEnvelopes) {
  pyx::testing::TokenStub stub({});
  const auto agreed = stub.agree(Uuid{}, {}, SchemeFixed::kOnToken);
  ASSERT_FALSE(agreed.ok());
  EXPECT_EQ(agreed.error().code, Code::kBadInput);
}

}  // namespace token_test
}  // namespace pyx::pkcs11
