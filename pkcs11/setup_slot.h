// Where the token sits that is to be set up.
#pragma once

#include <p11-kit/pkcs11.h>

#include "base/result.h"
#include "pkcs11/module.h"
#include "pkcs11/token_to_set_up.h"
#include "pkcs11/token_uri.h"

namespace pyx::pkcs11 {

struct SetupSlot {
  Module module;
  CK_SLOT_ID slot = 0;
  TokenToSetUp token;
};

// The initialised token that agrees with the URI. With Blank::kYes, if there is none: the one blank
// token that agrees with its serial, model and manufacturer; its label is what it is to be called.
// Errors: kBadInput (the URI names an object, or, with kNo, neither serial nor label); kNotFound
// with CKR_TOKEN_NOT_PRESENT; kConflict if two tokens match; kAskPerson if it takes PINs on keys
// of its own; those of Module::load.
Result<SetupSlot> find_setup_slot(const TokenUri& uri, Blank blank);

// The slot's token as it is now. Errors: what C_GetTokenInfo says.
Result<TokenToSetUp> token_in(const Module& module, CK_SLOT_ID slot);

}  // namespace pyx::pkcs11
