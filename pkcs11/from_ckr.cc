#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {
namespace {

Code code_of(CK_RV rv) {
  switch (rv) {
    case CKR_CRYPTOKI_NOT_INITIALIZED:
    case CKR_HOST_MEMORY:
    case CKR_DEVICE_MEMORY:
    case CKR_DEVICE_ERROR:
    case CKR_DEVICE_REMOVED:
    case CKR_FUNCTION_CANCELED:
    case CKR_KEY_HANDLE_INVALID:
    case CKR_OBJECT_HANDLE_INVALID:
    case CKR_OPERATION_ACTIVE:
    case CKR_OPERATION_NOT_INITIALIZED:
    case CKR_SESSION_CLOSED:
    case CKR_SESSION_COUNT:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_USER_NOT_LOGGED_IN:
      return Code::kRetry;
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
    case CKR_PIN_EXPIRED:
    case CKR_PIN_LOCKED:
    case CKR_USER_PIN_NOT_INITIALIZED:
      return Code::kAskPerson;
    default:
      return Code::kToken;
  }
}

std::string_view sentence_for(CK_RV rv) {
  switch (rv) {
    case CKR_PIN_INCORRECT:
      return "the token refused the PIN; it is not tried again";
    case CKR_PIN_LOCKED:
      return "the token's PIN is locked";
    case CKR_PIN_EXPIRED:
      return "the token's PIN has expired";
    case CKR_USER_PIN_NOT_INITIALIZED:
      return "the token has no user PIN yet";
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_DEVICE_REMOVED:
      return "the token is not there";
    case CKR_SLOT_ID_INVALID:
      return "there is no such slot";
    case CKR_SESSION_COUNT:
      return "the token has no session left";
    case CKR_SESSION_CLOSED:
    case CKR_SESSION_HANDLE_INVALID:
      return "the session was closed";
    case CKR_USER_NOT_LOGGED_IN:
      return "the login was lost";
    case CKR_KEY_HANDLE_INVALID:
    case CKR_OBJECT_HANDLE_INVALID:
      return "the object is not there any more";
    case CKR_MECHANISM_INVALID:
      return "the token does not know the mechanism, or the key does not allow it";
    case CKR_KEY_UNEXTRACTABLE:
      return "the key must not leave the token";
    case CKR_KEY_NOT_WRAPPABLE:
      return "the token does not wrap this key under that wrap key";
    case CKR_TOKEN_WRITE_PROTECTED:
      return "the token is write-protected";
    case CKR_CRYPTOKI_NOT_INITIALIZED:
      return "the module was shut down by somebody else in this process";
    default:
      return code_of(rv) == Code::kRetry ? "the token cannot answer now" : "the token failed";
  }
}

}  // namespace

Error ckr_error(CK_RV rv, std::string_view call, boost::source_location where) {
  return Error{code_of(rv), std::string(sentence_for(rv)), rv, call, {}, where};
}

Result<void> from_ckr(CK_RV rv, std::string_view call, boost::source_location where) {
  if (rv == CKR_OK) return {};
  return ckr_error(rv, call, where);
}

Recovery recovery_after(CK_RV rv) {
  switch (rv) {
    case CKR_DEVICE_ERROR:
    case CKR_DEVICE_REMOVED:
    case CKR_FUNCTION_CANCELED:
    case CKR_OPERATION_ACTIVE:
    case CKR_OPERATION_NOT_INITIALIZED:
    case CKR_SESSION_CLOSED:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_TOKEN_NOT_PRESENT:
      return Recovery::kFreshSession;
    // A module that forgot the login answers any of these for a private key.
    case CKR_KEY_HANDLE_INVALID:
    case CKR_OBJECT_HANDLE_INVALID:
    case CKR_USER_NOT_LOGGED_IN:
      return Recovery::kFindAgain;
    // C_Sign leaves its operation active after this one.
    case CKR_BUFFER_TOO_SMALL:
    case CKR_CRYPTOKI_NOT_INITIALIZED:
    case CKR_DEVICE_MEMORY:
    case CKR_FUNCTION_FAILED:
    case CKR_GENERAL_ERROR:
    case CKR_HOST_MEMORY:
      return Recovery::kDropSession;
    default:
      return Recovery::kNone;
  }
}

}  // namespace pyx::pkcs11
