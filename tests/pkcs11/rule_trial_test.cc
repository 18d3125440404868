#include "pkcs11/rule_trial.h"

#include <gtest/gtest.h>

#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {
namespace rule_trial_test {

RuleOutcome after(CK_RV rv) {
  RuleTrial trial(TokenRule::kUsage);
  trial.attempt(rv, "C_Sign", "x");
  return trial.finding().outcome;
}

TEST(RuleTrial, AnAttemptThatGotThroughBreaksTheRuleAndARefusalKeepsIt) {
  EXPECT_EQ(after(CKR_OK), RuleOutcome::kNotEnforced);
  EXPECT_EQ(after(CKR_KEY_FUNCTION_NOT_PERMITTED), RuleOutcome::kEnforced);
}

TEST(RuleTrial, AnAnswerThatIsNotAboutWhatWasAskedIsNoRefusal) {
  for (const CK_RV rv : {CKR_DEVICE_ERROR, CKR_GENERAL_ERROR, CKR_HOST_MEMORY, CKR_SESSION_CLOSED,
                         CKR_FUNCTION_FAILED, CKR_DEVICE_REMOVED}) {
    EXPECT_EQ(after(rv), RuleOutcome::kUnknown) << ckr_name(rv);
  }
}

TEST(RuleTrial, NothingTriedIsUnknown) {
  EXPECT_EQ(RuleTrial(TokenRule::kUsage).finding().outcome, RuleOutcome::kUnknown);
}

TEST(RuleTrial, OneAttemptThatGotThroughDecidesWheneverItCame) {
  RuleTrial trial(TokenRule::kCopies);
  trial.attempt(CKR_ACTION_PROHIBITED, "C_CopyObject", "first");
  trial.attempt(CKR_OK, "C_CopyObject", "second");
  trial.attempt(CKR_DEVICE_ERROR, "C_CopyObject", "third");
  trial.attempt(CKR_ACTION_PROHIBITED, "C_CopyObject", "fourth");
  EXPECT_EQ(trial.finding().outcome, RuleOutcome::kNotEnforced);
  EXPECT_EQ(trial.finding().note, "second");
  EXPECT_EQ(trial.finding().ckr, "CKR_OK");
  EXPECT_EQ(trial.finding().rule, TokenRule::kCopies);
}

TEST(RuleTrial, WhatIsUnclearOutweighsARefusal) {
  RuleTrial trial(TokenRule::kUsage);
  trial.attempt(CKR_KEY_FUNCTION_NOT_PERMITTED, "C_Sign", "first");
  trial.unclear(CKR_OK, "C_Sign", "second");
  EXPECT_EQ(trial.finding().outcome, RuleOutcome::kUnknown);
}

TEST(RuleTrial, WhatDoesNotWorkWhereItIsPermittedWasNotRefused) {
  RuleTrial trial(TokenRule::kExtractable);
  trial.not_possible(ckr_error(CKR_MECHANISM_INVALID, "C_WrapKey"), "wrapping");
  EXPECT_EQ(trial.finding().outcome, RuleOutcome::kNotSupported);
  trial.attempt(CKR_KEY_UNEXTRACTABLE, "C_WrapKey", "wrapping otherwise");
  EXPECT_EQ(trial.finding().outcome, RuleOutcome::kEnforced);
}

TEST(RuleTrial, WhatBrokeOnTheWayIsUnknownNotUnsupported) {
  RuleTrial trial(TokenRule::kExtractable);
  trial.not_possible(ckr_error(CKR_DEVICE_ERROR, "C_GenerateKey"), "making a key");
  EXPECT_EQ(trial.finding().outcome, RuleOutcome::kUnknown);
  RuleTrial other(TokenRule::kExtractable);
  other.attempt(Result<void>(error(Code::kToken, "it is wrong")), "C_Sign", "signing");
  EXPECT_EQ(other.finding().outcome, RuleOutcome::kUnknown);
  EXPECT_EQ(other.finding().note, "signing: it is wrong");
}

TEST(RuleTrial, AcceptedWithoutEffectKeepsTheRuleAndSaysSo) {
  RuleTrial trial(TokenRule::kTrusted);
  trial.without_effect("C_SetAttributeValue", "setting it");
  EXPECT_EQ(trial.finding().outcome, RuleOutcome::kEnforced);
  EXPECT_EQ(trial.finding().ckr, "CKR_OK");
  EXPECT_EQ(trial.finding().note, "setting it: accepted, without effect");
}

}  // namespace rule_trial_test
}  // namespace pyx::pkcs11
