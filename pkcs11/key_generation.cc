#include "pkcs11/key_generation.h"

#include "pkcs11/from_ckr.h"
#include "pkcs11/key_readback.h"
#include "pkcs11/mechanism.h"

namespace pyx::pkcs11 {
namespace {

CK_RV make_pair(const Session& session, const KeySpec& spec, Lifetime lifetime,
                Strictness strictness, KeyObjects& made) {
  CK_MECHANISM how{generation_mechanism(spec.type), nullptr, 0};
  Template public_half = to_template(public_half_rules(spec, lifetime), strictness);
  Template private_half = to_template(private_half_rules(spec, lifetime), strictness);
  made = {{PrivateKeyHandle{}}, {PublicKeyHandle{}}, {}};
  return session.module()->C_GenerateKeyPair(
      session.handle(), &how, public_half.data(), public_half.size(), private_half.data(),
      private_half.size(), &made.public_key->value, &made.private_key->value);
}

CK_RV make_secret(const Session& session, const KeySpec& spec, Lifetime lifetime,
                  Strictness strictness, KeyObjects& made) {
  CK_MECHANISM how{generation_mechanism(spec.type), nullptr, 0};
  Template asked = to_template(secret_key_rules(spec, lifetime), strictness);
  made = {{}, {}, {SecretKeyHandle{}}};
  return session.module()->C_GenerateKey(session.handle(), &how, asked.data(), asked.size(),
                                         &made.secret_key->value);
}

// In another session: the one that failed may be broken.
Result<void> destroy_in(const std::function<Result<Session>()>& fresh_session, const Uuid& id) {
  PYX_ASSIGN(const Session session, fresh_session());
  return destroy_by_id(session, id);
}

Error destroyed_again(const std::function<Result<Session>()>& fresh_session, const KeySpec& spec,
                      Error why) {
  if (const auto destroyed = destroy_in(fresh_session, spec.id); !destroyed) {
    why.message += "; it could not be destroyed again: " + describe(destroyed.error());
  }
  return why;
}

// Whether a refusal may mean an attribute that the token does not know.
bool may_be_an_attribute(CK_RV rv) {
  return rv == CKR_ATTRIBUTE_TYPE_INVALID || rv == CKR_ATTRIBUTE_VALUE_INVALID ||
         rv == CKR_TEMPLATE_INCONSISTENT;
}

}  // namespace

Result<KeyObjects> make_key(const Session& session, const KeySpec& spec, Lifetime lifetime) {
  const bool pair = is_asymmetric(spec.type);
  const auto make = pair ? make_pair : make_secret;
  KeySpec asked = spec;
  asked.exceptions.clear();
  KeyObjects made;
  CK_RV rv = make(session, asked, lifetime, Strictness::kStrict, made);
  if (may_be_an_attribute(rv)) {
    rv = make(session, asked, lifetime, Strictness::kTolerant, made);
  }
  // One after the other, so that a token which knows the attribute behind the next still gets it.
  for (const TokenRule exception : spec.exceptions) {
    if (!may_be_an_attribute(rv)) break;
    asked.exceptions.push_back(exception);
    rv = make(session, asked, lifetime, Strictness::kTolerant, made);
  }
  PYX_TRY(from_ckr(rv, pair ? "C_GenerateKeyPair" : "C_GenerateKey"));
  return made;
}

Result<KeyFacts> generate_key(const Session& session, const KeySpec& spec,
                              const std::function<Result<Session>()>& fresh_session) {
  if (!fits(spec.type, spec.purpose)) {
    return error(Code::kBadInput, "a key of type " + std::string(to_text(spec.type)) +
                                      " cannot serve the purpose " +
                                      std::string(to_text(spec.purpose)));
  }
  PYX_ASSIGN(const auto there, find_by_id(session, spec.id));
  if (!there.empty()) {
    return error(Code::kConflict, "the token has an object with the CKA_ID " + spec.id.text());
  }
  auto made = make_key(session, spec, Lifetime::kToken);
  // Even a call that failed may have left one half behind.
  if (!made) return destroyed_again(fresh_session, spec, std::move(made).error());
  // A refused try may have left a half that would be taken for this key's.
  if (const auto alone = find_key(session, spec.id); !alone) {
    return destroyed_again(fresh_session, spec, alone.error());
  }
  auto facts = read_back(session, *made, spec, Lifetime::kToken);
  if (!facts) return destroyed_again(fresh_session, spec, std::move(facts).error());
  return facts;
}

}  // namespace pyx::pkcs11
