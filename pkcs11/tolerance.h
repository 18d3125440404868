// Asking for a key on a token that may not know every attribute of it.
#pragma once

#include <p11-kit/pkcs11.h>

#include <functional>

#include "pkcs11/key_rules.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

// Whether a refusal may mean an attribute that the token does not know.
bool may_be_an_attribute(CK_RV rv);

// NSS softokn says CKR_GENERAL_ERROR to an attribute that its database cannot store. That is
// believed of a key that is to stay, and only if the policy makes exceptions for its token; a
// probe, which finds out what the token takes, believes nothing.
enum class GeneralError { kStands, kMayBeAnAttribute };

// Asks for everything first; a token that refuses is asked again without CKA_COPYABLE, then without
// what `spec.exceptions` lets go, one after the other, so that a token which knows the attribute
// behind the next still gets it. What it makes of it is judged when the key is read back.
//   ask  makes the call, by the rules of the spec that it is given
CK_RV ask_with_tolerance(const KeySpec& spec, GeneralError general_error,
                         const std::function<CK_RV(const KeySpec&, Strictness)>& ask);

}  // namespace pyx::pkcs11
