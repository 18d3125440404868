// A token that is to be initialised, to get other PINs or to be wiped, as it shows itself without a
// login.
#pragma once

#include <string>

#include "pkcs11/new_pin.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

// Source: PKCS#11 v3.1, CK_TOKEN_INFO and its flags.
struct TokenToSetUp {
  TokenIdentity identity;  // a blank one may have neither serial nor label yet
  std::string firmware_version;
  PinLimits pins;
  bool initialised = false;           // CKF_TOKEN_INITIALIZED
  bool has_user_pin = false;          // CKF_USER_PIN_INITIALIZED: without, it holds nothing private
  bool user_pin_must_change = false;  // CKF_USER_PIN_TO_BE_CHANGED: until then it does nothing else
  bool takes_pin_itself = false;  // CKF_PROTECTED_AUTHENTICATION_PATH: no PIN can be chosen for it
  bool so_pin_at_last_try = false;    // the next wrong one locks it, or it is locked
  bool user_pin_at_last_try = false;  // the same
};

// Whether a token that nobody has initialised yet will do.
enum class Blank { kNo, kYes };

// What may be on a token that is initialised anew.
enum class Contents { kMustBeEmpty, kDestroy };

}  // namespace pyx::pkcs11
