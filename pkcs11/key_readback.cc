#include "pkcs11/key_readback.h"

#include "pkcs11/attribute.h"
#include "pkcs11/public_half.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::string_view kControl = "KEY-READBACK";

std::string name_of(const KeySpec& spec) { return "key " + spec.id.text(); }

Error refuse(const KeySpec& spec, const std::string& why) {
  return refused(kControl, name_of(spec) + ": " + why);
}

// A public half that belongs to another private key would have us verify, and customers pay, with
// the wrong key. Only RSA private keys tell their public part.
Result<void> halves_agree(const Session& session, const KeyObjects& key, const KeySpec& spec) {
  if (!is_rsa(spec.type)) return {};
  PYX_ASSIGN(const Bytes ours, read_bytes(session, key.private_key->value, CKA_MODULUS));
  PYX_ASSIGN(const Bytes shown, read_bytes(session, key.public_key->value, CKA_MODULUS));
  if (ours == shown) return {};
  return refuse(spec, "the public half has another CKA_MODULUS than the private half");
}

Result<KeyFacts> read_pair_back(const Session& session, const KeyObjects& key, const KeySpec& spec,
                                Lifetime lifetime) {
  KeyFacts facts{spec.id, spec.type, spec.purpose, {}, {}};
  PYX_ASSIGN(facts.attributes,
             read_back_secret_part(session, key.private_key->value, spec, lifetime));
  PYX_TRY(read_back_object(session, key.public_key->value, public_half_rules(spec, lifetime),
                           name_of(spec)));
  PYX_TRY(halves_agree(session, key, spec));
  PYX_ASSIGN(facts.public_key, read_public_half(session, *key.public_key));
  if (facts.public_key->type() != spec.type) {
    return refuse(spec,
                  "the public half is of type " + std::string(to_text(facts.public_key->type())));
  }
  return facts;
}

}  // namespace

std::optional<std::string> first_difference(const std::vector<AttributeRule>& rules,
                                            const std::vector<std::optional<Bytes>>& read) {
  if (read.size() != rules.size()) return "not every attribute was read";
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const AttributeRule& rule = rules[i];
    if (rule.place == AttributeRule::Place::kTemplateOnly) continue;
    if (rule.absence == AttributeRule::Absence::kAnyValue ||
        rule.absence == AttributeRule::Absence::kNotJudged) {
      continue;
    }
    if (!read[i] && rule.absence == AttributeRule::Absence::kTolerated) continue;
    if (read[i] && *read[i] == rule.value) continue;
    return attribute_name(rule.type) + " is " + to_attribute(rule.type, read[i]).value +
           " and should be " + to_attribute(rule.type, rule.value).value;
  }
  return std::nullopt;
}

Result<std::vector<Attribute>> read_back_object(const Session& session, CK_OBJECT_HANDLE object,
                                                const std::vector<AttributeRule>& rules,
                                                const std::string& name) {
  std::vector<std::optional<Bytes>> read;
  std::vector<Attribute> shown;
  for (const AttributeRule& rule : rules) {
    PYX_ASSIGN(auto value, read_attribute(session, object, rule.type));
    shown.push_back(to_attribute(rule.type, value));
    read.push_back(std::move(value));
  }
  const auto difference = first_difference(rules, read);
  if (difference) return refused(kControl, name + ": " + *difference);
  return shown;
}

Result<std::vector<Attribute>> read_back_secret_part(const Session& session, CK_OBJECT_HANDLE key,
                                                     const KeySpec& spec, Lifetime lifetime) {
  return read_back_object(session, key, rules_of_secret_part(spec, lifetime), name_of(spec));
}

Result<KeyFacts> read_back(const Session& session, const KeyObjects& key, const KeySpec& spec,
                           Lifetime lifetime) {
  if (is_asymmetric(spec.type)) {
    if (!key.private_key || !key.public_key) return refuse(spec, "it is no key pair");
    return read_pair_back(session, key, spec, lifetime);
  }
  if (!key.secret_key) return refuse(spec, "it is no secret key");
  KeyFacts facts{spec.id, spec.type, spec.purpose, {}, {}};
  PYX_ASSIGN(facts.attributes,
             read_back_secret_part(session, key.secret_key->value, spec, lifetime));
  return facts;
}

}  // namespace pyx::pkcs11
