// Which token an RFC 7512 URI names.
#pragma once

#include "base/result.h"
#include "pkcs11/module.h"
#include "pkcs11/slot.h"
#include "pkcs11/token_uri.h"

namespace pyx::pkcs11 {

// Whether a token has every attribute that the URI names of one.
bool agrees(const TokenUri& uri, const TokenIdentity& token);
// The one token that agrees with every attribute of the URI; the object's do not matter here.
// Errors: kBadInput (neither serial nor label); kNotFound; kConflict if two tokens match.
Result<SlotWithToken> only_match(const Module& module, const TokenUri& uri);

struct FoundToken {
  Module module;
  SlotWithToken where;
};
// Loads the module and finds the token. Errors: kBadInput also if the URI names an object; kRetry
// with CKR_TOKEN_NOT_PRESENT; kConflict; those of Module::load.
Result<FoundToken> find_token(const TokenUri& uri);

}  // namespace pyx::pkcs11
