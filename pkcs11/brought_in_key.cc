#include "pkcs11/brought_in_key.h"

#include <algorithm>

#include "base/reveal.h"
#include "pkcs11/agreement.h"
#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/key_check.h"
#include "pkcs11/key_readback.h"
#include "pkcs11/key_rules.h"
#include "pkcs11/objects.h"
#include "pkcs11/public_half.h"
#include "pkcs11/signing.h"
#include "pkcs11/throw_away.h"
#include "pkcs11/tolerance.h"
#include "pkcs11/wrap_key.h"

namespace pyx::pkcs11 {
namespace {

std::string name_of(const WrappedKey& key) { return "key " + key.spec.id.text(); }

Error another_key(const WrappedKey& key) {
  return refused("KEY-PROVEN", "what was wrapped as " + name_of(key) +
                                   " is another key: the token tells of another public key than "
                                   "the one that was recorded");
}

using RulesOf = std::vector<AttributeRule> (*)(const KeySpec&);
std::vector<AttributeRule> staying_rules(const KeySpec& spec) {
  return rules_of_secret_part(spec, Lifetime::kToken);
}
std::vector<AttributeRule> session_rules(const KeySpec& spec) {
  return rules_of_secret_part(spec, Lifetime::kSession);
}

Result<CK_OBJECT_HANDLE> bring_secret_part(const WrappedKey& key, const WayIn& way,
                                           RulesOf rules_of) {
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  const CK_RV rv = ask_with_tolerance(key.spec, GeneralError::kMayBeAnAttribute,
                                      [&](const KeySpec& asked, Strictness strictness) {
                                        Template wanted = to_template(rules_of(asked), strictness);
                                        return way.bring(wanted, made);
                                      });
  if (rv == CKR_OK) return made;
  Error failed = ckr_error(rv, way.call);
  failed.message = "what was wrapped as " + name_of(key) + " does not come in: " + failed.message;
  return failed;
}

// The token itself tells part of whose key it is: RSA keys carry their modulus.
Result<void> tells_of_the_same(const Session& session, CK_OBJECT_HANDLE private_key,
                               const WrappedKey& key) {
  if (!key.public_key) return {};
  if (is_rsa(key.spec.type)) {
    PYX_ASSIGN(const Bytes modulus, read_bytes(session, private_key, CKA_MODULUS));
    if (std::ranges::equal(modulus, public_body(*key.public_key))) return {};
    return another_key(key);
  }
  auto told = read_attribute(session, private_key, CKA_EC_POINT);
  if (!told && told.error().ckr == CKR_ATTRIBUTE_SENSITIVE) return {};
  PYX_ASSIGN(const auto ec_point, std::move(told));
  if (!ec_point || ec_point->empty()) return {};
  const auto point = bare_point(key.spec.type, *ec_point);
  if (point && std::ranges::equal(*point, public_body(*key.public_key))) return {};
  return another_key(key);
}

Result<Bytes> agreed(const Session& session, CK_OBJECT_HANDLE key, ProofInput input) {
  const Bytes peer(input.begin(), input.end());
  PYX_TRY(check_peers({&peer, 1}));
  PYX_ASSIGN(const SecretBytes x, agree_one(session, {key, SchemeFixed::kByPolicy, 0}, peer));
  const ByteView bytes = x.reveal(reveal());
  return Bytes(bytes.begin(), bytes.end());
}

Result<Bytes> answer_of(const Session& session, CK_OBJECT_HANDLE object, const WrappedKey& key,
                        ProofInput input) {
  if (key.spec.purpose == Purpose::kEnvelope) return agreed(session, object, input);
  if (key.spec.purpose == Purpose::kEncrypt) {
    PYX_ASSIGN(const Sha256 value, check_by_encryption(session, object, input));
    return Bytes(value.begin(), value.end());
  }
  const auto scheme = scheme_of(key.spec.type, key.spec.purpose);
  if (!scheme) return error(Code::kBug, name_of(key) + " is of a kind that is asked nothing");
  const SigningKey signer{
      object, key.spec.type, scheme, signature_bytes(key.public_key), key.public_key, 0};
  const SignJob job{key.spec.id, *scheme, input};
  PYX_TRY(may_sign(signer, job));
  return sign_one(session, signer, job);
}

Bytes der_point(ByteView point) {
  Bytes der = {0x04, static_cast<std::uint8_t>(point.size())};
  append(der, point);
  return der;
}

Result<PublicKeyHandle> put_public_half(const Session& session, const WrappedKey& key) {
  const ByteView body = public_body(*key.public_key);
  PublicKeyHandle made;
  const CK_RV rv = ask_with_tolerance(
      key.spec, GeneralError::kMayBeAnAttribute, [&](const KeySpec& asked, Strictness strictness) {
        Template wanted = to_template(public_half_rules(asked, Lifetime::kToken), strictness);
        if (is_rsa(key.spec.type)) {
          wanted.bytes(CKA_MODULUS, body);
        } else {
          wanted.value(CKA_EC_POINT, der_point(body));
        }
        return session.module()->C_CreateObject(session.handle(), wanted.data(), wanted.size(),
                                                &made.value);
      });
  PYX_TRY(from_ckr(rv, "C_CreateObject"));
  return made;
}

Result<RestoredKey> bring_and_judge(const Session& session, const WrappedKey& key, const WayIn& way,
                                    ProofInput input, const CheckAnswer& check) {
  PYX_ASSIGN(const CK_OBJECT_HANDLE object, bring_secret_part(key, way, staying_rules));
  if (key.public_key) {
    PYX_TRY(tells_of_the_same(session, object, key));
    PYX_TRY(put_public_half(session, key));
  }
  // Found as it will be found from now on: one key, with both its halves.
  PYX_ASSIGN(const KeyObjects found, find_key(session, key.spec.id));
  RestoredKey restored;
  PYX_ASSIGN(restored.facts, read_back(session, found, key.spec, Lifetime::kToken));
  if (key.public_key && restored.facts.public_key->id() != key.public_key->id())
    return another_key(key);
  const CK_OBJECT_HANDLE handle =
      found.private_key ? found.private_key->value : found.secret_key->value;
  PYX_ASSIGN(restored.answer, answer_of(session, handle, key, input));
  PYX_TRY(check(restored.answer));
  return restored;
}

}  // namespace

Result<void> check_wrapped_key(const WrappedKey& key) {
  PYX_TRY(check_spec(key.spec));
  if (key.spec.origin != Origin::kBroughtIn) {
    return error(Code::kBadInput, name_of(key) +
                                      " comes out of a backup, and its spec says "
                                      "that it was generated");
  }
  if (!is_wrapped_size(key.spec.type, key.bytes.size())) {
    return error(Code::kBadInput, name_of(key) + " has " + std::to_string(key.bytes.size()) +
                                      " wrapped bytes: no " + std::string(to_text(key.spec.type)) +
                                      " key has so many");
  }
  if (key.public_key.has_value() != is_asymmetric(key.spec.type) ||
      (key.public_key && key.public_key->type() != key.spec.type)) {
    return error(Code::kBadInput, "the recorded public key does not fit " + name_of(key));
  }
  return {};
}

Result<Bytes> answer_as_session_object(const Session& session, const WrappedKey& key,
                                       const WayIn& way, ProofInput input) {
  PYX_ASSIGN(const CK_OBJECT_HANDLE object, bring_secret_part(key, way, session_rules));
  ThrowAway owned(session, object);
  PYX_TRY(read_back_secret_part(session, object, key.spec, Lifetime::kSession));
  PYX_TRY(tells_of_the_same(session, object, key));
  PYX_ASSIGN(Bytes answer, answer_of(session, object, key, input));
  PYX_TRY(owned.destroy());
  return answer;
}

Result<void> pass_through(const Session& session, const WrappedKey& key, const WayIn& way,
                          ProofInput input, const CheckAnswer& check,
                          const std::function<Result<void>(CK_OBJECT_HANDLE)>& wrap) {
  PYX_ASSIGN(const CK_OBJECT_HANDLE object, bring_secret_part(key, way, passing_rules));
  ThrowAway owned(session, object);
  PYX_TRY(read_back_object(session, object, passing_rules(key.spec), name_of(key)));
  PYX_TRY(tells_of_the_same(session, object, key));
  PYX_ASSIGN(const Bytes answer, answer_of(session, object, key, input));
  PYX_TRY(check(answer));
  PYX_TRY(wrap(object));
  return owned.destroy();
}

Result<RestoredKey> bring_in(const Session& session, const WrappedKey& key, const WayIn& way,
                             ProofInput input, const CheckAnswer& check,
                             const std::function<Result<Session>()>& fresh_session) {
  PYX_ASSIGN(const auto there, find_by_id(session, key.spec.id));
  if (!there.empty()) {
    return error(Code::kConflict, "the token has an object with the CKA_ID " + key.spec.id.text());
  }
  auto restored = bring_and_judge(session, key, way, input, check);
  if (restored) return restored;
  // Even a call that failed may have left something behind.
  return destroyed_again(fresh_session, key.spec.id, std::move(restored).error());
}

}  // namespace pyx::pkcs11
