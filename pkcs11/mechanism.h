// Mechanisms: numbers, names, parameters, and which of them a key of ours may do.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string>
#include <vector>

#include "base/key_type.h"
#include "base/result.h"
#include "pkcs11/module.h"

namespace pyx::pkcs11 {

// Missing in p11-kit 0.24. Source: PKCS#11 v3.1, 6.13 "Additional AES mechanisms". On other modules
// 0x210A and 0x210B mean other paddings (trap 16): a number never tells the format of bytes.
inline constexpr CK_MECHANISM_TYPE kAesKeyWrapKwp = 0x210B;

// The PKCS#11 mechanism of a scheme, on the input that SignJob names: the digest for PSS and ECDSA,
// the element for raw RSA, the message for Ed25519 and HMAC.
CK_MECHANISM_TYPE mechanism_type(Scheme scheme);
// How a key of this type is made: CKM_RSA_PKCS_KEY_PAIR_GEN, ...
CK_MECHANISM_TYPE generation_mechanism(KeyType type);
// The one mechanism that CKA_ALLOWED_MECHANISMS holds. Precondition: fits(type, purpose).
CK_MECHANISM_TYPE allowed_mechanism(KeyType type, Purpose purpose);

// A scheme's CK_MECHANISM with its parameters. Stays where it is: it points into itself.
class SignMechanism {
 public:
  explicit SignMechanism(Scheme scheme);
  SignMechanism(const SignMechanism&) = delete;
  SignMechanism& operator=(const SignMechanism&) = delete;
  CK_MECHANISM_PTR get() { return &mechanism_; }

 private:
  CK_RSA_PKCS_PSS_PARAMS pss_{CKM_SHA256, CKG_MGF1_SHA256, 32};
  CK_MECHANISM mechanism_;
};

// What C_GetMechanismList claims. Errors: what it says.
Result<std::vector<CK_MECHANISM_TYPE>> listed_mechanisms(const Module& module, CK_SLOT_ID slot);

std::string mechanism_name(CK_MECHANISM_TYPE type);  // "CKM_ECDSA", or "CKM_0x00001234"

}  // namespace pyx::pkcs11
