#include "pkcs11/rule_trial.h"

namespace pyx::pkcs11 {
namespace {

// The higher decides.
int weight(RuleOutcome outcome) {
  switch (outcome) {
    case RuleOutcome::kNotEnforced:
      return 3;
    case RuleOutcome::kUnknown:
      return 2;
    case RuleOutcome::kEnforced:
      return 1;
    case RuleOutcome::kNotSupported:
      return 0;
  }
  return 2;
}

}  // namespace

bool says_nothing(CK_RV rv) {
  switch (rv) {
    case CKR_HOST_MEMORY:
    case CKR_GENERAL_ERROR:
    case CKR_FUNCTION_FAILED:
    case CKR_ARGUMENTS_BAD:
    case CKR_DEVICE_ERROR:
    case CKR_DEVICE_MEMORY:
    case CKR_DEVICE_REMOVED:
    case CKR_FUNCTION_CANCELED:
    case CKR_OPERATION_ACTIVE:
    case CKR_OPERATION_NOT_INITIALIZED:
    case CKR_SESSION_CLOSED:
    case CKR_SESSION_COUNT:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_READ_ONLY:
    case CKR_OBJECT_HANDLE_INVALID:
    case CKR_KEY_HANDLE_INVALID:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_TOKEN_WRITE_PROTECTED:
    case CKR_BUFFER_TOO_SMALL:
    case CKR_CRYPTOKI_NOT_INITIALIZED:
      return true;
    default:
      return false;
  }
}

void RuleTrial::take(RuleOutcome outcome, CK_RV rv, std::string_view call, std::string what) {
  if (tried_ && weight(outcome) <= weight(finding_.outcome)) return;
  tried_ = true;
  finding_.outcome = outcome;
  finding_.ckr = call.empty() ? std::string() : ckr_name(rv);
  finding_.call = call;
  finding_.note = std::move(what);
}

void RuleTrial::attempt(CK_RV rv, std::string_view call, std::string_view what) {
  const RuleOutcome outcome = rv == CKR_OK       ? RuleOutcome::kNotEnforced
                              : says_nothing(rv) ? RuleOutcome::kUnknown
                                                 : RuleOutcome::kEnforced;
  take(outcome, rv, call, std::string(what));
}

void RuleTrial::attempt_failed(const Error& why, std::string_view what) {
  if (why.ckr != CKR_OK) return attempt(why.ckr, why.call, what);
  take(RuleOutcome::kUnknown, CKR_OK, why.call, std::string(what) + ": " + why.message);
}

void RuleTrial::without_effect(std::string_view call, std::string_view what) {
  take(RuleOutcome::kEnforced, CKR_OK, call, std::string(what) + ": accepted, without effect");
}

void RuleTrial::as_it_should(CK_RV rv, std::string_view call, std::string_view what) {
  take(RuleOutcome::kEnforced, rv, call, std::string(what));
}

void RuleTrial::not_possible(const Error& why, std::string_view what) {
  if (why.ckr == CKR_OK) {
    return take(RuleOutcome::kUnknown, CKR_OK, why.call, std::string(what) + ": " + why.message);
  }
  take(says_nothing(why.ckr) ? RuleOutcome::kUnknown : RuleOutcome::kNotSupported, why.ckr,
       why.call, std::string(what) + " is not possible");
}

void RuleTrial::unclear(CK_RV rv, std::string_view call, std::string_view what) {
  take(RuleOutcome::kUnknown, rv, call, std::string(what));
}

}  // namespace pyx::pkcs11
