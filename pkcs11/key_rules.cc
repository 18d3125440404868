#include "pkcs11/key_rules.h"

#include <algorithm>

#include "pkcs11/mechanism.h"

namespace pyx::pkcs11 {
namespace {

using Rules = std::vector<AttributeRule>;
constexpr auto kReadBackOnly = AttributeRule::Place::kReadBackOnly;
constexpr CK_ULONG kSecretBytes = 32;

void flag(Rules& rules, CK_ATTRIBUTE_TYPE type, bool on) {
  rules.push_back({type, flag_value(on)});
}

void under(Rules& rules, const KeySpec& spec, TokenRule token_rule, AttributeRule rule) {
  if (std::ranges::find(spec.exceptions, token_rule) != spec.exceptions.end()) {
    rule.absence = AttributeRule::Absence::kAnyValue;
  }
  rules.push_back(std::move(rule));
}

CK_ULONG modulus_bits(KeyType type) {
  switch (type) {
    case KeyType::kRsa2048:
      return 2048;
    case KeyType::kRsa3072:
      return 3072;
    case KeyType::kRsa4096:
      return 4096;
    default:
      return 0;
  }
}

Rules common_rules(const KeySpec& spec, CK_OBJECT_CLASS object_class, Lifetime lifetime) {
  Rules rules;
  rules.push_back({CKA_CLASS, number_value(object_class)});
  rules.push_back({CKA_KEY_TYPE, number_value(pkcs11_key_type(spec.type))});
  rules.push_back({CKA_ID, Bytes(spec.id.bytes.begin(), spec.id.bytes.end())});
  // For people: what a token makes of it is not judged.
  rules.push_back({CKA_LABEL, to_bytes(spec.label), AttributeRule::Place::kTemplateOnly});
  flag(rules, CKA_TOKEN, lifetime == Lifetime::kToken);
  under(rules, spec, TokenRule::kModifiable, {CKA_MODIFIABLE, flag_value(false)});
  return rules;
}

bool born(const KeySpec& spec) { return spec.origin == Origin::kGenerated; }

// Of what must not leave the token in clear. The read-back-only ones say that it was born there so,
// and are false of what was brought in.
void secrecy_rules(Rules& rules, const KeySpec& spec) {
  const bool wrapped_out = born(spec) && spec.wrapping == Wrapping::kUnderTrusted;
  flag(rules, CKA_PRIVATE, true);
  flag(rules, CKA_SENSITIVE, true);
  flag(rules, CKA_EXTRACTABLE, wrapped_out);
  if (wrapped_out) {
    under(rules, spec, TokenRule::kWrapWithTrusted, {CKA_WRAP_WITH_TRUSTED, flag_value(true)});
  }
  // A token older than PKCS#11 v2.30 does not know it; there CKA_MODIFIABLE=false must do.
  rules.push_back({CKA_COPYABLE, flag_value(false), AttributeRule::Place::kBoth,
                   AttributeRule::Absence::kTolerated});
  under(rules, spec, TokenRule::kAllowedMechanisms,
        {CKA_ALLOWED_MECHANISMS, number_value(allowed_mechanism(spec.type, spec.purpose))});
  under(rules, spec, TokenRule::kAlwaysSensitive,
        {CKA_ALWAYS_SENSITIVE, flag_value(born(spec)), kReadBackOnly});
  under(rules, spec, TokenRule::kNeverExtractable,
        {CKA_NEVER_EXTRACTABLE, flag_value(born(spec) && !wrapped_out), kReadBackOnly});
  under(rules, spec, TokenRule::kLocal, {CKA_LOCAL, flag_value(born(spec)), kReadBackOnly});
}

bool derives(const KeySpec& spec) { return spec.purpose == Purpose::kEnvelope; }

// What a private or secret key may do. A token may give a key that is brought in more uses than it
// was asked for (NSS softokn does): where the policy lets the rule go, that is not judged.
void use(Rules& rules, const KeySpec& spec, CK_ATTRIBUTE_TYPE type, bool on) {
  const bool let_go =
      !born(spec) && std::ranges::find(spec.exceptions, TokenRule::kUsage) != spec.exceptions.end();
  rules.push_back({type, flag_value(on), AttributeRule::Place::kBoth,
                   let_go ? AttributeRule::Absence::kNotJudged : AttributeRule::Absence::kFails});
}

}  // namespace

Result<void> check_spec(const KeySpec& spec) {
  if (!fits(spec.type, spec.purpose)) {
    return error(Code::kBadInput, "a key of type " + std::string(to_text(spec.type)) +
                                      " cannot serve the purpose " +
                                      std::string(to_text(spec.purpose)));
  }
  if (spec.wrapping == Wrapping::kUnderTrusted && !is_wrappable(spec.type)) {
    return error(Code::kBadInput, "no token wraps a key of type " +
                                      std::string(to_text(spec.type)) +
                                      " for a backup; p-256 and p-384 can have one");
  }
  return {};
}

Rules private_half_rules(const KeySpec& spec, Lifetime lifetime) {
  Rules rules = common_rules(spec, CKO_PRIVATE_KEY, lifetime);
  secrecy_rules(rules, spec);
  use(rules, spec, CKA_SIGN, !derives(spec));
  use(rules, spec, CKA_SIGN_RECOVER, false);
  use(rules, spec, CKA_DECRYPT, false);
  use(rules, spec, CKA_UNWRAP, false);
  use(rules, spec, CKA_DERIVE, derives(spec));
  return rules;
}

Rules public_half_rules(const KeySpec& spec, Lifetime lifetime) {
  Rules rules = common_rules(spec, CKO_PUBLIC_KEY, lifetime);
  // Anybody may read it: what vouches for a public key is the evidence log, not the token.
  flag(rules, CKA_PRIVATE, false);
  flag(rules, CKA_VERIFY, !derives(spec));
  flag(rules, CKA_VERIFY_RECOVER, false);
  flag(rules, CKA_ENCRYPT, false);
  flag(rules, CKA_WRAP, false);
  flag(rules, CKA_DERIVE, false);
  if (is_rsa(spec.type)) {
    // Not all tokens tell it afterwards (NSS softokn); the modulus itself does.
    if (born(spec)) {
      rules.push_back({CKA_MODULUS_BITS, number_value(modulus_bits(spec.type)),
                       AttributeRule::Place::kTemplateOnly});
    }
    rules.push_back({CKA_PUBLIC_EXPONENT, Bytes{0x01, 0x00, 0x01}});
  } else {
    rules.push_back({CKA_EC_PARAMS, curve_parameters(spec.type)});
  }
  return rules;
}

Rules secret_key_rules(const KeySpec& spec, Lifetime lifetime) {
  const bool mac = spec.purpose != Purpose::kEncrypt;
  Rules rules = common_rules(spec, CKO_SECRET_KEY, lifetime);
  secrecy_rules(rules, spec);
  if (born(spec)) {
    rules.push_back({CKA_VALUE_LEN, number_value(kSecretBytes)});
  } else {
    // Nobody may ask for it when a key is unwrapped or created, and SoftHSM2 says 0 of what it
    // unwrapped. The key's answer tells of another length.
    rules.push_back({CKA_VALUE_LEN, number_value(kSecretBytes), kReadBackOnly,
                     AttributeRule::Absence::kNotJudged});
  }
  // Making a MAC and checking it are one purpose: who can do the one can do the other.
  use(rules, spec, CKA_SIGN, mac);
  use(rules, spec, CKA_VERIFY, mac);
  use(rules, spec, CKA_ENCRYPT, !mac);
  use(rules, spec, CKA_DECRYPT, !mac);
  use(rules, spec, CKA_WRAP, false);
  use(rules, spec, CKA_UNWRAP, false);
  use(rules, spec, CKA_DERIVE, false);
  return rules;
}

Rules rules_of_secret_part(const KeySpec& spec, Lifetime lifetime) {
  return is_asymmetric(spec.type) ? private_half_rules(spec, lifetime)
                                  : secret_key_rules(spec, lifetime);
}

Rules passing_rules(const KeySpec& spec) {
  Rules rules = rules_of_secret_part(spec, Lifetime::kSession);
  for (AttributeRule& rule : rules) {
    if (rule.type == CKA_EXTRACTABLE) rule.value = flag_value(true);
  }
  under(rules, spec, TokenRule::kWrapWithTrusted, {CKA_WRAP_WITH_TRUSTED, flag_value(true)});
  return rules;
}

Template to_template(const Rules& rules, Strictness strictness) {
  Template made;
  const auto leaves_out = [&](const AttributeRule& rule) {
    if (rule.place == kReadBackOnly) return true;
    return strictness == Strictness::kTolerant &&
           (rule.absence == AttributeRule::Absence::kTolerated ||
            rule.absence == AttributeRule::Absence::kAnyValue);
  };
  for (const bool last : {false, true}) {
    for (const AttributeRule& rule : rules) {
      if ((rule.type == CKA_MODIFIABLE) != last || leaves_out(rule)) continue;
      made.bytes(rule.type, rule.value);
    }
  }
  return made;
}

CK_KEY_TYPE pkcs11_key_type(KeyType type) {
  switch (type) {
    case KeyType::kRsa2048:
    case KeyType::kRsa3072:
    case KeyType::kRsa4096:
      return CKK_RSA;
    case KeyType::kP256:
    case KeyType::kP384:
      return CKK_EC;
    case KeyType::kEd25519:
      return CKK_EC_EDWARDS;
    case KeyType::kGenericSecret:
      return CKK_GENERIC_SECRET;
    case KeyType::kAes256:
      return CKK_AES;
  }
  return CK_UNAVAILABLE_INFORMATION;
}

Bytes curve_parameters(KeyType type) {
  switch (type) {
    case KeyType::kP256:  // 1.2.840.10045.3.1.7
      return {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
    case KeyType::kP384:  // 1.3.132.0.34
      return {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22};
    case KeyType::kEd25519:  // 1.3.101.112
      return {0x06, 0x03, 0x2b, 0x65, 0x70};
    default:
      return {};
  }
}

}  // namespace pyx::pkcs11
