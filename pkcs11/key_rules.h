// What control KEY-READBACK asks of every attribute of a key: one table makes the template and
// judges what is read back.
#pragma once

#include <p11-kit/pkcs11.h>

#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "pkcs11/template.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

enum class Lifetime { kToken, kSession };

// Errors: kBadInput if type and purpose do not fit each other, or if a key is to be wrapped that no
// token wraps.
Result<void> check_spec(const KeySpec& spec);

struct AttributeRule {
  CK_ATTRIBUTE_TYPE type;
  Bytes value;  // as PKCS#11 has it in memory
  enum class Place { kBoth, kTemplateOnly, kReadBackOnly } place = Place::kBoth;
  // kTolerated: may be absent. kAnyValue: the policy accepts that the token does not enforce the
  // rule, so that whatever is read back is recorded and not judged. kNotJudged: the same, and yet
  // always asked for.
  enum class Absence { kFails, kTolerated, kAnyValue, kNotJudged } absence = Absence::kFails;
};

// Each demands exactly one purpose: every usage attribute is named, and all but the purpose's are
// false. Precondition: check_spec(spec).
std::vector<AttributeRule> private_half_rules(const KeySpec& spec, Lifetime lifetime);
std::vector<AttributeRule> public_half_rules(const KeySpec& spec, Lifetime lifetime);
std::vector<AttributeRule> secret_key_rules(const KeySpec& spec, Lifetime lifetime);
// Of the private half, or of the secret key.
std::vector<AttributeRule> rules_of_secret_part(const KeySpec& spec, Lifetime lifetime);
// The same of a key out of a backup that is to be wrapped again: a session object which can be
// wrapped, under a trusted key, and nothing else more than one that is brought in.
std::vector<AttributeRule> passing_rules(const KeySpec& spec);

// kStrict asks for all; kTolerant leaves out what a token may lack, for the second try. What
// forbids changes stands last: SoftHSM2 lets nothing follow it in a template of C_UnwrapKey.
enum class Strictness { kStrict, kTolerant };
Template to_template(const std::vector<AttributeRule>& rules, Strictness strictness);

CK_KEY_TYPE pkcs11_key_type(KeyType type);
// DER of the curve's object identifier: CKA_EC_PARAMS. Empty for keys without a curve.
Bytes curve_parameters(KeyType type);

}  // namespace pyx::pkcs11
