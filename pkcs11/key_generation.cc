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

}  // namespace

Result<KeyObjects> make_key(const Session& session, const KeySpec& spec, Lifetime lifetime,
                            GeneralError general_error) {
  const bool pair = is_asymmetric(spec.type);
  const auto make = pair ? make_pair : make_secret;
  KeyObjects made;
  const CK_RV rv =
      ask_with_tolerance(spec, general_error, [&](const KeySpec& asked, Strictness strictness) {
        return make(session, asked, lifetime, strictness, made);
      });
  PYX_TRY(from_ckr(rv, pair ? "C_GenerateKeyPair" : "C_GenerateKey"));
  return made;
}

namespace {

// SoftHSM2 2.6.1 answers so when somebody looks for objects while the new one's file is written,
// sees it empty and calls the object invalid. No thread of Pyx does (pkcs11/changes.h); tools may.
bool may_be_chance(const Error& failed) {
  const bool making = failed.call == "C_GenerateKeyPair" || failed.call == "C_GenerateKey";
  return making && failed.ckr == CKR_GENERAL_ERROR;
}

Result<KeyFacts> generate_once(const Session& session, const KeySpec& spec,
                               const std::function<Result<Session>()>& fresh_session) {
  PYX_ASSIGN(const auto there, find_by_id(session, spec.id));
  if (!there.empty()) {
    return error(Code::kConflict, "the token has an object with the CKA_ID " + spec.id.text());
  }
  auto made = make_key(session, spec, Lifetime::kToken, GeneralError::kMayBeAnAttribute);
  // Even a call that failed may have left one half behind.
  if (!made) return destroyed_again(fresh_session, spec.id, std::move(made).error());
  // A refused try may have left a half that would be taken for this key's.
  if (const auto alone = find_key(session, spec.id); !alone) {
    return destroyed_again(fresh_session, spec.id, alone.error());
  }
  auto facts = read_back(session, *made, spec, Lifetime::kToken);
  if (!facts) return destroyed_again(fresh_session, spec.id, std::move(facts).error());
  return facts;
}

}  // namespace

Result<KeyFacts> generate_key(const Session& session, const KeySpec& spec,
                              const std::function<Result<Session>()>& fresh_session) {
  PYX_TRY(check_spec(spec));
  if (spec.origin != Origin::kGenerated) {
    return error(Code::kBadInput, "a key that is brought in is not generated");
  }
  auto made = generate_once(session, spec, fresh_session);
  if (made || !may_be_chance(made.error())) return made;
  // What the first try left was destroyed; if it could not be, the first answer stands.
  const auto again = fresh_session();
  if (!again) return made;
  const auto left = find_by_id(*again, spec.id);
  if (!left || !left->empty()) return made;
  return generate_once(*again, spec, fresh_session);
}

}  // namespace pyx::pkcs11
