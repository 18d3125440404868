// Key pairs as other programs put them on a person's token, with any id and label, to sign or to
// derive.
#pragma once

#include "pkcs11/key_rules.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/objects.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {

struct MadePair {
  CK_OBJECT_HANDLE public_key = CK_INVALID_HANDLE;
  CK_OBJECT_HANDLE private_key = CK_INVALID_HANDLE;
};

inline MadePair make_pair_on(const Session& session, KeyType type, const Bytes& id,
                             const std::string& label, bool asks_each_time = false,
                             CK_ATTRIBUTE_TYPE use = CKA_SIGN) {
  CK_MECHANISM how{generation_mechanism(type), nullptr, 0};
  Template public_half;
  public_half.flag(CKA_TOKEN, true).bytes(CKA_ID, id).bytes(CKA_LABEL, as_bytes(label));
  public_half.flag(use == CKA_DECRYPT ? CKA_ENCRYPT : CKA_VERIFY, true);
  if (is_rsa(type)) {
    const CK_ULONG bits = type == KeyType::kRsa4096   ? 4096
                          : type == KeyType::kRsa3072 ? 3072
                                                      : 2048;
    public_half.number(CKA_MODULUS_BITS, bits).bytes(CKA_PUBLIC_EXPONENT, Bytes{1, 0, 1});
  } else {
    public_half.bytes(CKA_EC_PARAMS, curve_parameters(type));
  }
  Template private_half;
  private_half.flag(CKA_TOKEN, true).bytes(CKA_ID, id).bytes(CKA_LABEL, as_bytes(label));
  private_half.flag(CKA_PRIVATE, true).flag(use, true);
  // SoftHSM2 lets an RSA key decrypt unless it is told not to.
  if (is_rsa(type) && use != CKA_DECRYPT) private_half.flag(CKA_DECRYPT, false);
  if (asks_each_time) private_half.flag(CKA_ALWAYS_AUTHENTICATE, true);
  MadePair made;
  const CK_RV rv = session.module()->C_GenerateKeyPair(
      session.handle(), &how, public_half.data(), public_half.size(), private_half.data(),
      private_half.size(), &made.public_key, &made.private_key);
  if (rv != CKR_OK) throw std::runtime_error("C_GenerateKeyPair: " + ckr_name(rv));
  return made;
}

// A certificate object; `der` need not be one.
inline void put_certificate(const Session& session, const Bytes& der, const Bytes& id) {
  Template asked;
  asked.number(CKA_CLASS, CKO_CERTIFICATE).number(CKA_CERTIFICATE_TYPE, CKC_X_509);
  asked.flag(CKA_TOKEN, true).flag(CKA_PRIVATE, false).bytes(CKA_ID, id);
  asked.bytes(CKA_SUBJECT, Bytes{0x30, 0x00}).bytes(CKA_VALUE, der);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  const CK_RV rv =
      session.module()->C_CreateObject(session.handle(), asked.data(), asked.size(), &made);
  if (rv != CKR_OK) throw std::runtime_error("C_CreateObject: " + ckr_name(rv));
}

inline std::size_t object_count(const Session& session) {
  Template anything;
  return must(find_objects(session, anything)).size();
}

}  // namespace pyx::pkcs11
