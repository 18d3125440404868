#include "base/error.h"

#include <algorithm>
#include <array>

#include "base/hex_number.h"

namespace pyx {
namespace {

struct CkrName {
  unsigned long ckr;
  std::string_view name;
};

// PKCS#11 v3.1, section 6.1 "Return values", in the order of their numbers.
constexpr std::array kCkrNames = {
    CkrName{0x000, "CKR_OK"},
    CkrName{0x001, "CKR_CANCEL"},
    CkrName{0x002, "CKR_HOST_MEMORY"},
    CkrName{0x003, "CKR_SLOT_ID_INVALID"},
    CkrName{0x005, "CKR_GENERAL_ERROR"},
    CkrName{0x006, "CKR_FUNCTION_FAILED"},
    CkrName{0x007, "CKR_ARGUMENTS_BAD"},
    CkrName{0x008, "CKR_NO_EVENT"},
    CkrName{0x009, "CKR_NEED_TO_CREATE_THREADS"},
    CkrName{0x00A, "CKR_CANT_LOCK"},
    CkrName{0x010, "CKR_ATTRIBUTE_READ_ONLY"},
    CkrName{0x011, "CKR_ATTRIBUTE_SENSITIVE"},
    CkrName{0x012, "CKR_ATTRIBUTE_TYPE_INVALID"},
    CkrName{0x013, "CKR_ATTRIBUTE_VALUE_INVALID"},
    CkrName{0x01B, "CKR_ACTION_PROHIBITED"},
    CkrName{0x020, "CKR_DATA_INVALID"},
    CkrName{0x021, "CKR_DATA_LEN_RANGE"},
    CkrName{0x030, "CKR_DEVICE_ERROR"},
    CkrName{0x031, "CKR_DEVICE_MEMORY"},
    CkrName{0x032, "CKR_DEVICE_REMOVED"},
    CkrName{0x040, "CKR_ENCRYPTED_DATA_INVALID"},
    CkrName{0x041, "CKR_ENCRYPTED_DATA_LEN_RANGE"},
    CkrName{0x042, "CKR_AEAD_DECRYPT_FAILED"},
    CkrName{0x050, "CKR_FUNCTION_CANCELED"},
    CkrName{0x051, "CKR_FUNCTION_NOT_PARALLEL"},
    CkrName{0x054, "CKR_FUNCTION_NOT_SUPPORTED"},
    CkrName{0x060, "CKR_KEY_HANDLE_INVALID"},
    CkrName{0x062, "CKR_KEY_SIZE_RANGE"},
    CkrName{0x063, "CKR_KEY_TYPE_INCONSISTENT"},
    CkrName{0x064, "CKR_KEY_NOT_NEEDED"},
    CkrName{0x065, "CKR_KEY_CHANGED"},
    CkrName{0x066, "CKR_KEY_NEEDED"},
    CkrName{0x067, "CKR_KEY_INDIGESTIBLE"},
    CkrName{0x068, "CKR_KEY_FUNCTION_NOT_PERMITTED"},
    CkrName{0x069, "CKR_KEY_NOT_WRAPPABLE"},
    CkrName{0x06A, "CKR_KEY_UNEXTRACTABLE"},
    CkrName{0x070, "CKR_MECHANISM_INVALID"},
    CkrName{0x071, "CKR_MECHANISM_PARAM_INVALID"},
    CkrName{0x082, "CKR_OBJECT_HANDLE_INVALID"},
    CkrName{0x090, "CKR_OPERATION_ACTIVE"},
    CkrName{0x091, "CKR_OPERATION_NOT_INITIALIZED"},
    CkrName{0x0A0, "CKR_PIN_INCORRECT"},
    CkrName{0x0A1, "CKR_PIN_INVALID"},
    CkrName{0x0A2, "CKR_PIN_LEN_RANGE"},
    CkrName{0x0A3, "CKR_PIN_EXPIRED"},
    CkrName{0x0A4, "CKR_PIN_LOCKED"},
    CkrName{0x0B0, "CKR_SESSION_CLOSED"},
    CkrName{0x0B1, "CKR_SESSION_COUNT"},
    CkrName{0x0B3, "CKR_SESSION_HANDLE_INVALID"},
    CkrName{0x0B4, "CKR_SESSION_PARALLEL_NOT_SUPPORTED"},
    CkrName{0x0B5, "CKR_SESSION_READ_ONLY"},
    CkrName{0x0B6, "CKR_SESSION_EXISTS"},
    CkrName{0x0B7, "CKR_SESSION_READ_ONLY_EXISTS"},
    CkrName{0x0B8, "CKR_SESSION_READ_WRITE_SO_EXISTS"},
    CkrName{0x0C0, "CKR_SIGNATURE_INVALID"},
    CkrName{0x0C1, "CKR_SIGNATURE_LEN_RANGE"},
    CkrName{0x0D0, "CKR_TEMPLATE_INCOMPLETE"},
    CkrName{0x0D1, "CKR_TEMPLATE_INCONSISTENT"},
    CkrName{0x0E0, "CKR_TOKEN_NOT_PRESENT"},
    CkrName{0x0E1, "CKR_TOKEN_NOT_RECOGNIZED"},
    CkrName{0x0E2, "CKR_TOKEN_WRITE_PROTECTED"},
    CkrName{0x0F0, "CKR_UNWRAPPING_KEY_HANDLE_INVALID"},
    CkrName{0x0F1, "CKR_UNWRAPPING_KEY_SIZE_RANGE"},
    CkrName{0x0F2, "CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT"},
    CkrName{0x100, "CKR_USER_ALREADY_LOGGED_IN"},
    CkrName{0x101, "CKR_USER_NOT_LOGGED_IN"},
    CkrName{0x102, "CKR_USER_PIN_NOT_INITIALIZED"},
    CkrName{0x103, "CKR_USER_TYPE_INVALID"},
    CkrName{0x104, "CKR_USER_ANOTHER_ALREADY_LOGGED_IN"},
    CkrName{0x105, "CKR_USER_TOO_MANY_TYPES"},
    CkrName{0x110, "CKR_WRAPPED_KEY_INVALID"},
    CkrName{0x112, "CKR_WRAPPED_KEY_LEN_RANGE"},
    CkrName{0x113, "CKR_WRAPPING_KEY_HANDLE_INVALID"},
    CkrName{0x114, "CKR_WRAPPING_KEY_SIZE_RANGE"},
    CkrName{0x115, "CKR_WRAPPING_KEY_TYPE_INCONSISTENT"},
    CkrName{0x120, "CKR_RANDOM_SEED_NOT_SUPPORTED"},
    CkrName{0x121, "CKR_RANDOM_NO_RNG"},
    CkrName{0x130, "CKR_DOMAIN_PARAMS_INVALID"},
    CkrName{0x140, "CKR_CURVE_NOT_SUPPORTED"},
    CkrName{0x150, "CKR_BUFFER_TOO_SMALL"},
    CkrName{0x160, "CKR_SAVED_STATE_INVALID"},
    CkrName{0x170, "CKR_INFORMATION_SENSITIVE"},
    CkrName{0x180, "CKR_STATE_UNSAVEABLE"},
    CkrName{0x190, "CKR_CRYPTOKI_NOT_INITIALIZED"},
    CkrName{0x191, "CKR_CRYPTOKI_ALREADY_INITIALIZED"},
    CkrName{0x1A0, "CKR_MUTEX_BAD"},
    CkrName{0x1A1, "CKR_MUTEX_NOT_LOCKED"},
    CkrName{0x1B0, "CKR_NEW_PIN_MODE"},
    CkrName{0x1B1, "CKR_NEXT_OTP"},
    CkrName{0x1B5, "CKR_EXCEEDED_MAX_ITERATIONS"},
    CkrName{0x1B6, "CKR_FIPS_SELF_TEST_FAILED"},
    CkrName{0x1B7, "CKR_LIBRARY_LOAD_FAILED"},
    CkrName{0x1B8, "CKR_PIN_TOO_WEAK"},
    CkrName{0x1B9, "CKR_PUBLIC_KEY_INVALID"},
    CkrName{0x200, "CKR_FUNCTION_REJECTED"},
    CkrName{0x201, "CKR_TOKEN_RESOURCE_EXCEEDED"},
    CkrName{0x202, "CKR_OPERATION_CANCEL_FAILED"},
    CkrName{0x203, "CKR_KEY_EXHAUSTED"},
};

}  // namespace

std::string_view code_name(Code code) {
  switch (code) {
    case Code::kBadInput:
      return "bad-input";
    case Code::kNotFound:
      return "not-found";
    case Code::kConflict:
      return "conflict";
    case Code::kRefused:
      return "refused";
    case Code::kFrozen:
      return "frozen";
    case Code::kRetry:
      return "retry";
    case Code::kAskPerson:
      return "ask-person";
    case Code::kToken:
      return "token";
    case Code::kStore:
      return "store";
    case Code::kBug:
      return "bug";
  }
  return "bug";
}

std::string ckr_name(unsigned long ckr) {
  const auto* found = std::ranges::lower_bound(kCkrNames, ckr, {}, &CkrName::ckr);
  if (found != kCkrNames.end() && found->ckr == ckr) return std::string(found->name);
  return "CKR_" + hex_number(ckr);
}

std::string describe(const Error& error) {
  std::string text = error.message;
  if (!error.call.empty())
    text += " (" + std::string(error.call) + ": " + ckr_name(error.ckr) + ")";
  if (!error.control.empty()) text += " [" + std::string(error.control) + "]";
  return text;
}

}  // namespace pyx
