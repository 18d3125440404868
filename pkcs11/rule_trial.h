// One rule under trial: what the attempts to break it say together. An attempt counts for something
// only where the same thing works when it is permitted: a token that cannot wrap at all has not
// refused to wrap.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string>
#include <string_view>

#include "base/result.h"
#include "pkcs11/rule_finding.h"

namespace pyx::pkcs11 {

// Whether an answer is about the token or the session rather than about what was asked
// (CKR_DEVICE_ERROR, CKR_GENERAL_ERROR, CKR_SESSION_CLOSED...): then nothing was refused.
bool says_nothing(CK_RV rv);

// `what` names the attempt, for people: "reading CKA_VALUE of a secret key".
class RuleTrial {
 public:
  explicit RuleTrial(TokenRule rule) { finding_.rule = rule; }

  // The answer to what the rule forbids: CKR_OK breaks the rule, a refusal keeps it.
  void attempt(CK_RV rv, std::string_view call, std::string_view what);
  template <class T>
  void attempt(const Result<T>& outcome, std::string_view call, std::string_view what) {
    if (outcome) return attempt(CKR_OK, call, what);
    attempt_failed(outcome.error(), what);
  }
  // What is forbidden was asked for, and not done although the answer was CKR_OK.
  void without_effect(std::string_view call, std::string_view what);
  // What was looked at is as the rule says.
  void as_it_should(CK_RV rv, std::string_view call, std::string_view what);
  // The attempt could not be made, or does not work where it is permitted: says nothing about the
  // rule.
  void not_possible(const Error& why, std::string_view what);
  // It was made, and nobody can say what came of it.
  void unclear(CK_RV rv, std::string_view call, std::string_view what);

  // One attempt that got through decides; then one that is unclear; then a refusal. Nothing tried:
  // unknown.
  RuleFinding finding() const { return finding_; }

 private:
  void attempt_failed(const Error& why, std::string_view what);
  void take(RuleOutcome outcome, CK_RV rv, std::string_view call, std::string what);
  RuleFinding finding_;
  bool tried_ = false;
};

}  // namespace pyx::pkcs11
