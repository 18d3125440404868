#include "pkcs11/wrap_key.h"

#include "base/aes_kwp.h"
#include "base/reveal.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/key_readback.h"
#include "pkcs11/template.h"
#include "pkcs11/tolerance.h"

namespace pyx::pkcs11 {
namespace {

using Rules = std::vector<AttributeRule>;
constexpr std::size_t kSecretBytes = 32;

void flag(Rules& rules, CK_ATTRIBUTE_TYPE type, bool on) {
  rules.push_back({type, flag_value(on)});
}

// What C_UnwrapKey makes is demanded to be so, whatever it is asked for. Nothing of a key that
// wraps.
Template demanded_of_unwrapped(WrapKeyUse use) {
  Template demanded;
  if (use == WrapKeyUse::kUnwrap) {
    demanded.flag(CKA_SENSITIVE, true).flag(CKA_EXTRACTABLE, false);
  } else if (use == WrapKeyUse::kUnwrapToWrap) {
    demanded.flag(CKA_TOKEN, false).flag(CKA_SENSITIVE, true).flag(CKA_WRAP_WITH_TRUSTED, true);
  }
  return demanded;
}

CK_RV create(const Session& session, const Rules& rules, Strictness strictness, Template demanded,
             const SecretBytes& bytes, CK_OBJECT_HANDLE& made) {
  Template asked = to_template(rules, strictness);
  asked.view(CKA_VALUE, bytes.reveal(reveal()));
  if (demanded.size() > 0) {
    asked.bytes(CKA_UNWRAP_TEMPLATE, {reinterpret_cast<const std::uint8_t*>(demanded.data()),
                                      demanded.size() * sizeof(CK_ATTRIBUTE)});
  }
  return session.module()->C_CreateObject(session.handle(), asked.data(), asked.size(), &made);
}

}  // namespace

Rules wrap_key_rules(WrapKeyUse use, WrapKeyMaker maker) {
  Rules rules;
  rules.push_back({CKA_CLASS, number_value(CKO_SECRET_KEY)});
  rules.push_back({CKA_KEY_TYPE, number_value(CKK_AES)});
  // It follows from the value; openCryptoki does not tell it.
  rules.push_back({CKA_VALUE_LEN, number_value(kWrapKeyBytes), AttributeRule::Place::kReadBackOnly,
                   AttributeRule::Absence::kTolerated});
  rules.push_back({CKA_LABEL, to_bytes("pyx wrap key"), AttributeRule::Place::kTemplateOnly});
  flag(rules, CKA_TOKEN, false);
  // The SO sees no private objects, and so can make none.
  flag(rules, CKA_PRIVATE, maker == WrapKeyMaker::kUser);
  flag(rules, CKA_SENSITIVE, true);
  flag(rules, CKA_EXTRACTABLE, false);
  flag(rules, CKA_MODIFIABLE, false);
  rules.push_back({CKA_COPYABLE, flag_value(false), AttributeRule::Place::kBoth,
                   AttributeRule::Absence::kTolerated});
  if (maker == WrapKeyMaker::kSo) flag(rules, CKA_TRUSTED, true);
  flag(rules, CKA_WRAP, use == WrapKeyUse::kWrap);
  flag(rules, CKA_UNWRAP, use != WrapKeyUse::kWrap);
  for (const CK_ATTRIBUTE_TYPE never :
       {CKA_ENCRYPT, CKA_DECRYPT, CKA_SIGN, CKA_VERIFY, CKA_DERIVE}) {
    flag(rules, never, false);
  }
  return rules;
}

Result<ThrowAway> put_wrap_key(const Session& session, const SecretBytes& bytes, WrapKeyUse use,
                               WrapKeyMaker maker) {
  PYX_TRY(check_wrap_key_size(bytes));
  const Rules rules = wrap_key_rules(use, maker);
  const bool binds = use != WrapKeyUse::kWrap;
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  CK_RV rv = create(session, rules, Strictness::kStrict, demanded_of_unwrapped(use), bytes, made);
  if (may_be_an_attribute(rv) && binds)
    rv = create(session, rules, Strictness::kStrict, Template(), bytes, made);
  if (may_be_an_attribute(rv))
    rv = create(session, rules, Strictness::kTolerant, Template(), bytes, made);
  PYX_TRY(from_ckr(rv, "C_CreateObject"));
  ThrowAway wrap_key(session, made);
  PYX_TRY(read_back_object(session, made, rules, "the wrap key"));
  return wrap_key;
}

bool is_wrapped_size(KeyType type, std::size_t wrapped_bytes) {
  const std::size_t of_secret = aes_kwp_size(kSecretBytes);
  if (!is_asymmetric(type)) return wrapped_bytes == of_secret;
  return wrapped_bytes % 8 == 0 && wrapped_bytes > of_secret && wrapped_bytes <= kMostWrappedBytes;
}

}  // namespace pyx::pkcs11
