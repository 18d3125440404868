// The token that is to be initialised or to get other PINs, as it shows itself without a login.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string>

#include "base/result.h"
#include "pkcs11/module.h"
#include "pkcs11/new_pin.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"

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

struct SetupSlot {
  Module module;
  CK_SLOT_ID slot = 0;
  TokenToSetUp token;
};

// Whether a token that nobody has initialised yet will do.
enum class Blank { kNo, kYes };
// The initialised token that agrees with the URI. With Blank::kYes, if there is none: the one blank
// token that agrees with its serial, model and manufacturer; its label is what it is to be called.
// Errors: kBadInput (the URI names an object, or, with kNo, neither serial nor label); kNotFound
// with CKR_TOKEN_NOT_PRESENT; kConflict if two tokens match; kAskPerson if it takes PINs on keys
// of its own; those of Module::load.
Result<SetupSlot> find_setup_slot(const TokenUri& uri, Blank blank);
// The same for whoever only looks.
Result<TokenToSetUp> look_before_setup(const TokenUri& uri, Blank blank);

// The slot's token as it is now. Errors: what C_GetTokenInfo says.
Result<TokenToSetUp> token_in(const Module& module, CK_SLOT_ID slot);

}  // namespace pyx::pkcs11
