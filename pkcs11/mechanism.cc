#include "pkcs11/mechanism.h"

#include <array>
#include <string_view>

#include "base/hex_number.h"
#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {
namespace {

constexpr CK_ULONG kMostMechanisms = 4096;

struct Named {
  CK_MECHANISM_TYPE type;
  std::string_view name;
};
constexpr std::array kNames = {
    Named{CKM_RSA_PKCS_KEY_PAIR_GEN, "CKM_RSA_PKCS_KEY_PAIR_GEN"},
    Named{CKM_RSA_PKCS, "CKM_RSA_PKCS"},
    Named{CKM_RSA_X_509, "CKM_RSA_X_509"},
    Named{CKM_RSA_PKCS_PSS, "CKM_RSA_PKCS_PSS"},
    Named{CKM_SHA256, "CKM_SHA256"},
    Named{CKM_SHA256_HMAC, "CKM_SHA256_HMAC"},
    Named{CKM_GENERIC_SECRET_KEY_GEN, "CKM_GENERIC_SECRET_KEY_GEN"},
    Named{CKM_EC_KEY_PAIR_GEN, "CKM_EC_KEY_PAIR_GEN"},
    Named{CKM_ECDSA, "CKM_ECDSA"},
    Named{CKM_ECDH1_DERIVE, "CKM_ECDH1_DERIVE"},
    Named{CKM_EC_EDWARDS_KEY_PAIR_GEN, "CKM_EC_EDWARDS_KEY_PAIR_GEN"},
    Named{CKM_EDDSA, "CKM_EDDSA"},
    Named{CKM_AES_KEY_GEN, "CKM_AES_KEY_GEN"},
    Named{CKM_AES_GCM, "CKM_AES_GCM"},
    Named{CKM_AES_CBC_PAD, "CKM_AES_CBC_PAD"},
    Named{CKM_AES_KEY_WRAP, "CKM_AES_KEY_WRAP"},
    Named{CKM_AES_KEY_WRAP_PAD, "CKM_AES_KEY_WRAP_PAD"},
    Named{kAesKeyWrapKwp, "CKM_AES_KEY_WRAP_KWP"},
};

}  // namespace

CK_MECHANISM_TYPE mechanism_type(Scheme scheme) {
  switch (scheme) {
    case Scheme::kRsaPssSha256:
      return CKM_RSA_PKCS_PSS;
    case Scheme::kRsaBlind:
      return CKM_RSA_X_509;
    case Scheme::kEcdsaSha256:
    case Scheme::kEcdsaSha384:
      return CKM_ECDSA;
    case Scheme::kEd25519:
      return CKM_EDDSA;
    case Scheme::kHmacSha256:
      return CKM_SHA256_HMAC;
  }
  return CK_UNAVAILABLE_INFORMATION;
}

CK_MECHANISM_TYPE generation_mechanism(KeyType type) {
  switch (type) {
    case KeyType::kRsa2048:
    case KeyType::kRsa3072:
    case KeyType::kRsa4096:
      return CKM_RSA_PKCS_KEY_PAIR_GEN;
    case KeyType::kP256:
    case KeyType::kP384:
      return CKM_EC_KEY_PAIR_GEN;
    case KeyType::kEd25519:
      return CKM_EC_EDWARDS_KEY_PAIR_GEN;
    case KeyType::kGenericSecret:
      return CKM_GENERIC_SECRET_KEY_GEN;
    case KeyType::kAes256:
      return CKM_AES_KEY_GEN;
  }
  return CK_UNAVAILABLE_INFORMATION;
}

CK_MECHANISM_TYPE allowed_mechanism(KeyType type, Purpose purpose) {
  if (purpose == Purpose::kEnvelope) return CKM_ECDH1_DERIVE;
  const auto scheme = scheme_of(type, purpose);
  return scheme ? mechanism_type(*scheme) : CKM_AES_GCM;
}

SignMechanism::SignMechanism(Scheme scheme) : mechanism_{mechanism_type(scheme), nullptr, 0} {
  if (scheme != Scheme::kRsaPssSha256) return;
  mechanism_.pParameter = &pss_;
  mechanism_.ulParameterLen = sizeof pss_;
}

Result<std::vector<CK_MECHANISM_TYPE>> listed_mechanisms(const Module& module, CK_SLOT_ID slot) {
  CK_ULONG count = 0;
  PYX_TRY(from_ckr(module->C_GetMechanismList(slot, nullptr, &count), "C_GetMechanismList"));
  if (count > kMostMechanisms) return error(Code::kToken, "the token claims too many mechanisms");
  std::vector<CK_MECHANISM_TYPE> types(count);
  if (count == 0) return types;
  PYX_TRY(from_ckr(module->C_GetMechanismList(slot, types.data(), &count), "C_GetMechanismList"));
  if (count < types.size()) types.resize(count);
  return types;
}

std::string mechanism_name(CK_MECHANISM_TYPE type) {
  for (const Named& one : kNames) {
    if (one.type == type) return std::string(one.name);
  }
  return "CKM_" + hex_number(type);
}

}  // namespace pyx::pkcs11
