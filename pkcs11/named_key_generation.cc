#include "pkcs11/named_key_generation.h"

#include <algorithm>
#include <array>

#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/key_readback.h"
#include "pkcs11/key_rules.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/objects.h"

namespace pyx::pkcs11 {
namespace {

using Rules = std::vector<AttributeRule>;
constexpr auto kTolerated = AttributeRule::Absence::kTolerated;
constexpr auto kReadBackOnly = AttributeRule::Place::kReadBackOnly;

Rules common_rules(KeyType type, const KeyName& name, CK_OBJECT_CLASS object_class) {
  Rules rules;
  rules.push_back({CKA_CLASS, number_value(object_class)});
  rules.push_back({CKA_KEY_TYPE, number_value(pkcs11_key_type(type))});
  rules.push_back({CKA_ID, *name.id});
  rules.push_back({CKA_LABEL, to_bytes(*name.label)});
  rules.push_back({CKA_TOKEN, flag_value(true)});
  return rules;
}

// What no officer's key goes without, and nothing else: small tokens trip over an attribute that
// they do not expect. tpm2-pkcs11 answers CKR_GENERAL_ERROR and leaves a key in the TPM.
Rules private_rules(KeyType type, const KeyName& name) {
  Rules rules = common_rules(type, name, CKO_PRIVATE_KEY);
  rules.push_back({CKA_PRIVATE, flag_value(true)});
  rules.push_back({CKA_SENSITIVE, flag_value(true)});
  rules.push_back({CKA_EXTRACTABLE, flag_value(false)});
  rules.push_back({CKA_SIGN, flag_value(true)});
  rules.push_back(
      {CKA_NEVER_EXTRACTABLE, flag_value(true), AttributeRule::Place::kReadBackOnly, kTolerated});
  rules.push_back({CKA_LOCAL, flag_value(true), kReadBackOnly, kTolerated});
  return rules;
}

Template public_template(KeyType type, const KeyName& name) {
  Rules rules = common_rules(type, name, CKO_PUBLIC_KEY);
  rules.push_back({CKA_VERIFY, flag_value(true)});
  rules.push_back({CKA_EC_PARAMS, curve_parameters(type)});
  return to_template(rules, Strictness::kStrict);
}

struct Pair {
  CK_OBJECT_HANDLE private_key = CK_INVALID_HANDLE;
  CK_OBJECT_HANDLE public_key = CK_INVALID_HANDLE;
};

CK_RV make_pair(const Session& session, KeyType type, const KeyName& name, Pair& made) {
  CK_MECHANISM how{generation_mechanism(type), nullptr, 0};
  Template public_half = public_template(type, name);
  Template private_half = to_template(private_rules(type, name), Strictness::kStrict);
  return session.module()->C_GenerateKeyPair(
      session.handle(), &how, public_half.data(), public_half.size(), private_half.data(),
      private_half.size(), &made.public_key, &made.private_key);
}

Result<void> compare(const Session& session, const Pair& made, const Rules& rules) {
  std::vector<std::optional<Bytes>> read;
  for (const AttributeRule& rule : rules) {
    PYX_ASSIGN(auto value, read_attribute(session, made.private_key, rule.type));
    read.push_back(std::move(value));
  }
  const auto difference = first_difference(rules, read);
  if (!difference) return {};
  return refused("KEY-READBACK", "the new key: " + *difference);
}

Result<void> nothing_there(const Session& session, const KeyName& name) {
  for (const bool by_id : {true, false}) {
    Template taken;
    taken.flag(CKA_TOKEN, true);
    by_id ? taken.bytes(CKA_ID, *name.id) : taken.bytes(CKA_LABEL, as_bytes(*name.label));
    PYX_ASSIGN(const auto found, find_objects(session, taken));
    if (found.empty()) continue;
    const KeyName half = by_id ? KeyName{name.id, {}} : KeyName{{}, name.label};
    return error(Code::kConflict, "the token has an object with " + to_text(half) + " already");
  }
  return {};
}

}  // namespace

Result<NamedKey> generate_named_key(const Session& session, KeyType type, const KeyName& name) {
  if (type != KeyType::kEd25519 && type != KeyType::kP256) {
    return error(Code::kBadInput, "an officer's key is ed25519 or p-256");
  }
  if (!name.id || name.id->empty() || !name.label || name.label->empty()) {
    return error(Code::kBadInput, "a new key needs a CKA_ID and a label");
  }
  PYX_TRY(nothing_there(session, name));
  Pair made;
  const CK_RV rv = make_pair(session, type, name, made);
  if (rv == CKR_MECHANISM_INVALID || rv == CKR_CURVE_NOT_SUPPORTED) {
    Error cannot = ckr_error(rv, "C_GenerateKeyPair");
    cannot.message = "the token makes no " + std::string(to_text(type)) + " keys; another --type?";
    return cannot;
  }
  PYX_TRY(from_ckr(rv, "C_GenerateKeyPair"));
  NamedKey key{made.private_key, *name.id, *name.label, false};
  auto kept = compare(session, made, private_rules(type, name));
  if (kept) {
    auto found = find_named_key(session, name);
    if (found) return found;
    kept = std::move(found).error();
  }
  Error why = std::move(kept).error();
  if (const auto destroyed = destroy_named_key(session, key); !destroyed) {
    why.message += "; it could not be destroyed again: " + describe(destroyed.error());
  }
  return why;
}

Result<void> destroy_named_key(const Session& session, const NamedKey& key) {
  for (const CK_OBJECT_CLASS object_class : {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY}) {
    Template ours;
    ours.number(CKA_CLASS, object_class).flag(CKA_TOKEN, true);
    ours.bytes(CKA_ID, key.id).bytes(CKA_LABEL, as_bytes(key.label));
    PYX_ASSIGN(const auto found, find_objects(session, ours));
    for (const CK_OBJECT_HANDLE object : found) {
      PYX_TRY(
          from_ckr(session.module()->C_DestroyObject(session.handle(), object), "C_DestroyObject"));
    }
  }
  return {};
}

}  // namespace pyx::pkcs11
