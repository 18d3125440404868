// Where tokens sit, and which token sits where.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pkcs11/module.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

struct SlotWithToken {
  CK_SLOT_ID slot = 0;
  TokenIdentity identity;
  std::string firmware_version;  // "2.6"
};

// What a token says of itself.
SlotWithToken seen_in(CK_SLOT_ID slot, const CK_TOKEN_INFO& info);

// Slots with a token, initialised or not. Errors: what C_GetSlotList says.
Result<std::vector<CK_SLOT_ID>> slots_with_any_token(const Module& module);
// Slots with an initialised token. Errors: what C_GetSlotList says.
Result<std::vector<SlotWithToken>> slots_with_tokens(const Module& module);
// Where this very token sits now: it may have been moved, or another one may sit in its slot. The
// label decides only between tokens of one module that have one serial number (NSS softokn).
// Errors: kRetry with CKR_TOKEN_NOT_PRESENT; kConflict if two tokens claim the identity.
Result<CK_SLOT_ID> slot_of(const Module& module, const TokenIdentity& identity);
// A field of PKCS#11: blank-padded, no terminator. Modules that pad with NUL exist.
std::string without_padding(std::string_view field);

}  // namespace pyx::pkcs11
