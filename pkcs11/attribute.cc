#include "pkcs11/attribute.h"

#include <array>
#include <cstring>

#include "base/hex.h"
#include "base/hex_number.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/objects.h"

namespace pyx::pkcs11 {
namespace {

constexpr CK_ULONG kMostBytes = 1U << 16U;

enum class Kind { kFlag, kNumber, kMechanisms, kObjectClass, kKeyType, kText, kBytes };
struct Named {
  CK_ATTRIBUTE_TYPE type;
  std::string_view name;
  Kind kind;
};

constexpr std::array kNames = {
    Named{CKA_CLASS, "CKA_CLASS", Kind::kObjectClass},
    Named{CKA_TOKEN, "CKA_TOKEN", Kind::kFlag},
    Named{CKA_PRIVATE, "CKA_PRIVATE", Kind::kFlag},
    Named{CKA_LABEL, "CKA_LABEL", Kind::kText},
    Named{CKA_KEY_TYPE, "CKA_KEY_TYPE", Kind::kKeyType},
    Named{CKA_ID, "CKA_ID", Kind::kBytes},
    Named{CKA_SENSITIVE, "CKA_SENSITIVE", Kind::kFlag},
    Named{CKA_ENCRYPT, "CKA_ENCRYPT", Kind::kFlag},
    Named{CKA_DECRYPT, "CKA_DECRYPT", Kind::kFlag},
    Named{CKA_WRAP, "CKA_WRAP", Kind::kFlag},
    Named{CKA_UNWRAP, "CKA_UNWRAP", Kind::kFlag},
    Named{CKA_SIGN, "CKA_SIGN", Kind::kFlag},
    Named{CKA_SIGN_RECOVER, "CKA_SIGN_RECOVER", Kind::kFlag},
    Named{CKA_VERIFY, "CKA_VERIFY", Kind::kFlag},
    Named{CKA_VERIFY_RECOVER, "CKA_VERIFY_RECOVER", Kind::kFlag},
    Named{CKA_DERIVE, "CKA_DERIVE", Kind::kFlag},
    Named{CKA_MODULUS, "CKA_MODULUS", Kind::kBytes},
    Named{CKA_MODULUS_BITS, "CKA_MODULUS_BITS", Kind::kNumber},
    Named{CKA_PUBLIC_EXPONENT, "CKA_PUBLIC_EXPONENT", Kind::kBytes},
    Named{CKA_VALUE_LEN, "CKA_VALUE_LEN", Kind::kNumber},
    Named{CKA_EXTRACTABLE, "CKA_EXTRACTABLE", Kind::kFlag},
    Named{CKA_LOCAL, "CKA_LOCAL", Kind::kFlag},
    Named{CKA_WRAP_WITH_TRUSTED, "CKA_WRAP_WITH_TRUSTED", Kind::kFlag},
    Named{CKA_TRUSTED, "CKA_TRUSTED", Kind::kFlag},
    Named{CKA_NEVER_EXTRACTABLE, "CKA_NEVER_EXTRACTABLE", Kind::kFlag},
    Named{CKA_ALWAYS_SENSITIVE, "CKA_ALWAYS_SENSITIVE", Kind::kFlag},
    Named{CKA_MODIFIABLE, "CKA_MODIFIABLE", Kind::kFlag},
    Named{CKA_COPYABLE, "CKA_COPYABLE", Kind::kFlag},
    Named{CKA_EC_PARAMS, "CKA_EC_PARAMS", Kind::kBytes},
    Named{CKA_EC_POINT, "CKA_EC_POINT", Kind::kBytes},
    Named{CKA_ALWAYS_AUTHENTICATE, "CKA_ALWAYS_AUTHENTICATE", Kind::kFlag},
    Named{CKA_ALLOWED_MECHANISMS, "CKA_ALLOWED_MECHANISMS", Kind::kMechanisms},
};

const Named* named(CK_ATTRIBUTE_TYPE type) {
  for (const Named& one : kNames) {
    if (one.type == type) return &one;
  }
  return nullptr;
}

std::string mechanisms_text(ByteView value) {
  std::string text;
  for (ByteView rest = value; rest.size() >= sizeof(CK_ULONG);
       rest = rest.subspan(sizeof(CK_ULONG))) {
    if (!text.empty()) text += " ";
    text += mechanism_name(*as_number(rest.first(sizeof(CK_ULONG))));
  }
  return text.empty() ? "none" : text;
}

std::string value_text(Kind kind, ByteView value) {
  const auto number = as_number(value);
  if (kind == Kind::kFlag && value.size() == 1) return value[0] == CK_FALSE ? "false" : "true";
  if (kind == Kind::kNumber && number) return std::to_string(*number);
  if (kind == Kind::kObjectClass && number) return object_class_name(*number);
  if (kind == Kind::kKeyType && number) return key_type_name(*number);
  if (kind == Kind::kText) return to_text(value);
  if (kind == Kind::kMechanisms && value.size() % sizeof(CK_ULONG) == 0) {
    return mechanisms_text(value);
  }
  return to_hex(value);
}

}  // namespace

Result<std::optional<Bytes>> read_attribute(const Session& session, CK_OBJECT_HANDLE object,
                                            CK_ATTRIBUTE_TYPE type) {
  CK_ATTRIBUTE asked{type, nullptr, 0};
  const auto get = [&] {
    return session.module()->C_GetAttributeValue(session.handle(), object, &asked, 1);
  };
  const CK_RV rv = get();
  if (rv == CKR_ATTRIBUTE_TYPE_INVALID) return std::optional<Bytes>{};
  PYX_TRY(from_ckr(rv, "C_GetAttributeValue"));
  if (asked.ulValueLen == ~CK_ULONG{0}) return std::optional<Bytes>{};
  if (asked.ulValueLen > kMostBytes) {
    return error(Code::kToken, "the token claims a value of " + std::to_string(asked.ulValueLen) +
                                   " bytes for " + attribute_name(type));
  }
  Bytes value(asked.ulValueLen);
  if (value.empty()) return std::optional(std::move(value));
  asked.pValue = value.data();
  PYX_TRY(from_ckr(get(), "C_GetAttributeValue"));
  if (asked.ulValueLen > value.size()) {
    return error(Code::kToken, "the token changed the size of " + attribute_name(type));
  }
  value.resize(asked.ulValueLen);
  return std::optional(std::move(value));
}

Result<Bytes> read_bytes(const Session& session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
  PYX_ASSIGN(auto value, read_attribute(session, object, type));
  if (!value) return error(Code::kToken, "the object has no " + attribute_name(type));
  return *std::move(value);
}

Result<CK_ULONG> read_number(const Session& session, CK_OBJECT_HANDLE object,
                             CK_ATTRIBUTE_TYPE type) {
  PYX_ASSIGN(const Bytes value, read_bytes(session, object, type));
  const auto number = as_number(value);
  if (!number) return error(Code::kToken, attribute_name(type) + " is no number on this token");
  return *number;
}

Result<std::optional<CK_MECHANISM_TYPE>> read_only_mechanism(const Session& session,
                                                             CK_OBJECT_HANDLE key) {
  PYX_ASSIGN(const auto allowed, read_attribute(session, key, CKA_ALLOWED_MECHANISMS));
  return allowed ? as_number(*allowed) : std::nullopt;
}

std::optional<CK_ULONG> as_number(ByteView value) {
  CK_ULONG number = 0;
  if (value.size() != sizeof number) return std::nullopt;
  std::memcpy(&number, value.data(), sizeof number);
  return number;
}

std::string attribute_name(CK_ATTRIBUTE_TYPE type) {
  if (const Named* found = named(type)) return std::string(found->name);
  return hex_number(type);
}

Attribute to_attribute(CK_ATTRIBUTE_TYPE type, const std::optional<Bytes>& value) {
  const Named* found = named(type);
  if (!value) return {attribute_name(type), "absent"};
  return {attribute_name(type), value_text(found == nullptr ? Kind::kBytes : found->kind, *value)};
}

}  // namespace pyx::pkcs11
