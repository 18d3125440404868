#include "pkcs11/from_ckr.h"

#include <gtest/gtest.h>

#include "tests/matchers.h"

namespace pyx::pkcs11 {
namespace from_ckr_test {

TEST(FromCkr, OkIsNoError) { EXPECT_THAT(from_ckr(CKR_OK, "C_Sign"), pyx::testing::IsOk()); }

TEST(FromCkr, AnErrorKeepsTheNumberTheCallAndThePlace) {
  const auto failed = from_ckr(CKR_DEVICE_REMOVED, "C_Sign");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().ckr, CKR_DEVICE_REMOVED);
  EXPECT_EQ(failed.error().call, "C_Sign");
  EXPECT_TRUE(std::string_view(failed.error().where.file_name()).ends_with("from_ckr_test.cc"));
}

TEST(FromCkr, WhatMayComeBackIsWorthARetry) {
  for (const CK_RV rv : {CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_SESSION_HANDLE_INVALID,
                         CKR_SESSION_COUNT, CKR_USER_NOT_LOGGED_IN, CKR_HOST_MEMORY}) {
    EXPECT_EQ(ckr_error(rv, "C_Sign").code, Code::kRetry) << ckr_name(rv);
  }
}

TEST(FromCkr, APinIsAPersonsMatter) {
  for (const CK_RV rv : {CKR_PIN_INCORRECT, CKR_PIN_LOCKED, CKR_PIN_EXPIRED, CKR_PIN_LEN_RANGE,
                         CKR_USER_PIN_NOT_INITIALIZED}) {
    EXPECT_EQ(ckr_error(rv, "C_Login").code, Code::kAskPerson) << ckr_name(rv);
  }
}

TEST(FromCkr, AnythingElseIsTheTokensFailureForGood) {
  for (const CK_RV rv : {CKR_GENERAL_ERROR, CKR_MECHANISM_INVALID, CKR_KEY_UNEXTRACTABLE,
                         CK_RV{CKR_VENDOR_DEFINED | 7U}}) {
    EXPECT_EQ(ckr_error(rv, "C_Sign").code, Code::kToken) << ckr_name(rv);
  }
}

TEST(FromCkr, ASessionIsReplacedAfterAnswersThatLeaveItBroken) {
  EXPECT_EQ(recovery_after(CKR_OK), Recovery::kNone);
  EXPECT_EQ(recovery_after(CKR_DATA_LEN_RANGE), Recovery::kNone);
  EXPECT_EQ(recovery_after(CKR_SESSION_HANDLE_INVALID), Recovery::kFreshSession);
  EXPECT_EQ(recovery_after(CKR_OPERATION_ACTIVE), Recovery::kFreshSession);
  EXPECT_EQ(recovery_after(CKR_KEY_HANDLE_INVALID), Recovery::kFindAgain);
  EXPECT_EQ(recovery_after(CKR_BUFFER_TOO_SMALL), Recovery::kDropSession);
  EXPECT_EQ(recovery_after(CKR_GENERAL_ERROR), Recovery::kDropSession);
}

}  // namespace from_ckr_test
}  // namespace pyx::pkcs11
