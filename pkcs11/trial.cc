#include "pkcs11/trial.h"

#include <algorithm>

#include "pkcs11/from_ckr.h"
#include "pkcs11/key_generation.h"
#include "pkcs11/mechanism.h"

namespace pyx::pkcs11 {
namespace {

// On whatever a crash of the probe may leave on a token without session objects.
constexpr std::string_view kProbeLabel = "pyx probe";

void put_place(const Bench& bench, Template& asked) {
  asked.flag(CKA_TOKEN, bench.lifetime == Lifetime::kToken)
      .bytes(CKA_ID, bench.id.bytes)
      .bytes(CKA_LABEL, as_bytes(kProbeLabel));
}

ThrowAwayKey owned(const Bench& bench, const KeyObjects& objects) {
  ThrowAwayKey key{objects, {}};
  const auto own = [&](const auto& handle) {
    if (handle) key.owned.emplace_back(bench.session, handle->value);
  };
  own(objects.private_key);
  own(objects.public_key);
  own(objects.secret_key);
  return key;
}

bool means_unknown(CK_RV rv) {
  switch (rv) {
    case CKR_MECHANISM_INVALID:
    case CKR_FUNCTION_NOT_SUPPORTED:
    case CKR_CURVE_NOT_SUPPORTED:
    case CKR_DOMAIN_PARAMS_INVALID:
    case CKR_ATTRIBUTE_TYPE_INVALID:
    case CKR_RANDOM_NO_RNG:
      return true;
    default:
      return false;
  }
}

}  // namespace

ProbeLine seen(std::string name, CK_RV rv, std::string call) {
  const Seen what = rv == CKR_OK ? Seen::kWorks : means_unknown(rv) ? Seen::kAbsent : Seen::kFails;
  return {std::move(name), what, rv, std::move(call), {}};
}

ProbeLine seen(std::string name, const Result<void>& outcome, std::string call) {
  if (outcome) return seen(std::move(name), CKR_OK, std::move(call));
  const Error& error = outcome.error();
  if (error.ckr != CKR_OK) return seen(std::move(name), error.ckr, std::string(error.call));
  return {std::move(name), Seen::kFails, CKR_OK, std::move(call), error.message};
}

ProbeLine noting_list(ProbeLine line, const Bench& bench, CK_MECHANISM_TYPE mechanism) {
  const bool listed = std::ranges::find(bench.listed, mechanism) != bench.listed.end();
  if (listed == (line.seen == Seen::kWorks)) return line;
  if (!line.note.empty()) line.note += "; ";
  line.note += mechanism_name(mechanism) +
               (listed ? " is in C_GetMechanismList, yet fails" : " is not in C_GetMechanismList");
  if (!listed && line.seen == Seen::kWorks) line.note += ", yet works";
  return line;
}

Lifetime lifetime_on(const Bench& bench) {
  for (const Lifetime lifetime : {Lifetime::kSession, Lifetime::kToken}) {
    const Bench tried{bench.session, bench.id, bench.listed, lifetime};
    Template mac;
    mac.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, false);
    if (make_throw_away_secret(tried, CKM_GENERIC_SECRET_KEY_GEN, mac)) return lifetime;
    Template pair;
    pair.flag(CKA_SIGN, true);
    if (make_throw_away_pair(tried, KeyType::kP256, pair)) return lifetime;
  }
  return Lifetime::kSession;
}

Result<Session> scratch_session(const Bench& bench) {
  CK_SESSION_INFO info{};
  PYX_TRY(from_ckr(bench.session.module()->C_GetSessionInfo(bench.session.handle(), &info),
                   "C_GetSessionInfo"));
  return Session::open(bench.session.module(), info.slotID, Access::kReadWrite);
}

CK_OBJECT_HANDLE ThrowAwayKey::handle() const {
  if (objects.private_key) return objects.private_key->value;
  return objects.secret_key ? objects.secret_key->value : CK_INVALID_HANDLE;
}

Result<ThrowAwayKey> make_throw_away(const Bench& bench, KeyType type, Purpose purpose) {
  KeySpec spec{bench.id, type, purpose, std::string(kProbeLabel), {}};
  spec.exceptions = {TokenRule::kAllowedMechanisms, TokenRule::kModifiable};
  PYX_ASSIGN(const KeyObjects objects, make_key(bench.session, spec, bench.lifetime));
  return owned(bench, objects);
}

Result<ThrowAway> make_throw_away_secret(const Bench& bench, CK_MECHANISM_TYPE mechanism,
                                         Template& asked) {
  put_place(bench, asked);
  asked.flag(CKA_PRIVATE, true).flag(CKA_SENSITIVE, true).number(CKA_VALUE_LEN, 32);
  CK_MECHANISM how{mechanism, nullptr, 0};
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  PYX_TRY(from_ckr(bench.session.module()->C_GenerateKey(bench.session.handle(), &how, asked.data(),
                                                         asked.size(), &made),
                   "C_GenerateKey"));
  return ThrowAway(bench.session, made);
}

Result<ThrowAwayKey> make_throw_away_pair(const Bench& bench, KeyType type, Template& asked) {
  Template open;
  put_place(bench, open);
  open.flag(CKA_PRIVATE, false).flag(CKA_VERIFY, true);
  if (is_rsa(type)) {
    open.number(CKA_MODULUS_BITS, 2048).bytes(CKA_PUBLIC_EXPONENT, Bytes{0x01, 0x00, 0x01});
  } else {
    open.bytes(CKA_EC_PARAMS, curve_parameters(type));
  }
  put_place(bench, asked);
  asked.flag(CKA_PRIVATE, true).flag(CKA_SENSITIVE, true);
  CK_MECHANISM how{generation_mechanism(type), nullptr, 0};
  KeyObjects made{{PrivateKeyHandle{}}, {PublicKeyHandle{}}, {}};
  PYX_TRY(from_ckr(bench.session.module()->C_GenerateKeyPair(
                       bench.session.handle(), &how, open.data(), open.size(), asked.data(),
                       asked.size(), &made.public_key->value, &made.private_key->value),
                   "C_GenerateKeyPair"));
  return owned(bench, made);
}

}  // namespace pyx::pkcs11
