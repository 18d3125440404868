#include "pkcs11/tolerance.h"

#include <gtest/gtest.h>

namespace pyx::pkcs11 {
namespace tolerance_test {

struct Asked {
  std::vector<TokenRule> without;
  Strictness strictness;
};

// Every call is answered `rv` until it is the `good`th.
std::vector<Asked> ask(const std::vector<TokenRule>& exceptions, CK_RV rv, std::size_t good = 99,
                       GeneralError general_error = GeneralError::kMayBeAnAttribute) {
  std::vector<Asked> calls;
  const KeySpec spec{Uuid{}, KeyType::kP256, Purpose::kSign, "a key", exceptions};
  const CK_RV last =
      ask_with_tolerance(spec, general_error, [&](const KeySpec& asked, Strictness strictness) {
        calls.push_back({asked.exceptions, strictness});
        return calls.size() == good ? CKR_OK : rv;
      });
  EXPECT_EQ(last, calls.size() == good ? CKR_OK : rv);
  return calls;
}

TEST(Tolerance, WhatIsTakenIsAskedOnceAndForEverything) {
  const auto calls = ask({TokenRule::kLocal}, CKR_TEMPLATE_INCONSISTENT, 1);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_TRUE(calls[0].without.empty());
  EXPECT_EQ(calls[0].strictness, Strictness::kStrict);
}

TEST(Tolerance, ExceptionsAreLetGoOneAfterTheOther) {
  const auto calls =
      ask({TokenRule::kAllowedMechanisms, TokenRule::kModifiable}, CKR_ATTRIBUTE_TYPE_INVALID);
  ASSERT_EQ(calls.size(), 4U);
  EXPECT_TRUE(calls[1].without.empty());
  EXPECT_EQ(calls[1].strictness, Strictness::kTolerant);
  EXPECT_EQ(calls[2].without, std::vector{TokenRule::kAllowedMechanisms});
  EXPECT_EQ(calls[3].without, (std::vector{TokenRule::kAllowedMechanisms, TokenRule::kModifiable}));
}

TEST(Tolerance, AnotherRefusalStands) {
  for (const CK_RV rv : {CKR_DEVICE_ERROR, CKR_MECHANISM_INVALID, CKR_USER_NOT_LOGGED_IN})
    EXPECT_EQ(ask({TokenRule::kLocal}, rv).size(), 1U) << rv;
}

// NSS softokn says so to an attribute that it cannot store.
TEST(Tolerance, AGeneralErrorIsBelievedToBeAboutAnAttributeOnlyWhereThePolicyLetsSomethingGo) {
  EXPECT_EQ(ask({}, CKR_GENERAL_ERROR).size(), 1U);
  EXPECT_EQ(ask({TokenRule::kAllowedMechanisms}, CKR_GENERAL_ERROR).size(), 3U);
  const auto of_a_probe =
      ask({TokenRule::kAllowedMechanisms}, CKR_GENERAL_ERROR, 99, GeneralError::kStands);
  EXPECT_EQ(of_a_probe.size(), 1U);
}

}  // namespace tolerance_test
}  // namespace pyx::pkcs11
