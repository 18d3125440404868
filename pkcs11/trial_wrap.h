// Wrapping in a probe: one key out under another, and back again.
#pragma once

#include <p11-kit/pkcs11.h>

#include <array>

#include "pkcs11/mechanism.h"
#include "pkcs11/trial.h"

namespace pyx::pkcs11 {

// A mechanism of an AES wrap key. What its number means is the module's affair (trap 16): here it
// only has to bring the same key back.
struct WrapWay {
  CK_MECHANISM_TYPE mechanism = 0;
  std::size_t iv_bytes = 0;  // all zero: nothing that is wrapped here is worth hiding
};
inline constexpr std::array kWrapWays = {WrapWay{CKM_AES_KEY_WRAP, 0},
                                         WrapWay{CKM_AES_KEY_WRAP_PAD, 0},
                                         WrapWay{kAesKeyWrapKwp, 0}, WrapWay{CKM_AES_CBC_PAD, 16}};

// Errors: what C_WrapKey says.
Result<Bytes> wrap_in_trial(const Bench& bench, const WrapWay& way, CK_OBJECT_HANDLE wrap_key,
                            CK_OBJECT_HANDLE key);
// `asked` has class, type and uses; where the key lives is added here. Errors: what C_UnwrapKey
// says.
Result<ThrowAway> unwrap_in_trial(const Bench& bench, const WrapWay& way, CK_OBJECT_HANDLE wrap_key,
                                  Bytes& wrapped, Template& asked);

}  // namespace pyx::pkcs11
