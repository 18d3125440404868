#include "pkcs11/trial.h"

#include <algorithm>

#include "pkcs11/from_ckr.h"
#include "pkcs11/key_generation.h"
#include "pkcs11/mechanism.h"

namespace pyx::pkcs11 {
namespace {

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

ProbeLine kept(std::string name, CK_RV rv, std::string call) {
  const Seen what = rv == CKR_OK ? Seen::kFails : Seen::kWorks;
  return {std::move(name), what, rv, std::move(call), rv == CKR_OK ? "accepted" : "refused"};
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

ThrowAway::~ThrowAway() {
  if (object_ != CK_INVALID_HANDLE) {
    session_->module()->C_DestroyObject(session_->handle(), object_);
  }
}

Result<ThrowAwayKey> make_throw_away(const Bench& bench, KeyType type, Purpose purpose) {
  PYX_ASSIGN(KeyObjects objects,
             make_key(bench.session, {bench.id, type, purpose, "pyx probe"}, Lifetime::kSession));
  ThrowAwayKey key{objects, {}};
  const auto own = [&](const auto& handle) {
    if (handle) key.owned.emplace_back(bench.session, handle->value);
  };
  own(objects.private_key);
  own(objects.public_key);
  own(objects.secret_key);
  return key;
}

Result<ThrowAway> make_throw_away_secret(const Bench& bench, CK_MECHANISM_TYPE mechanism,
                                         Template& asked) {
  asked.flag(CKA_TOKEN, false)
      .flag(CKA_PRIVATE, true)
      .flag(CKA_SENSITIVE, true)
      .number(CKA_VALUE_LEN, 32)
      .bytes(CKA_ID, bench.id.bytes);
  CK_MECHANISM how{mechanism, nullptr, 0};
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  PYX_TRY(from_ckr(bench.session.module()->C_GenerateKey(bench.session.handle(), &how, asked.data(),
                                                         asked.size(), &made),
                   "C_GenerateKey"));
  return ThrowAway(bench.session, made);
}

}  // namespace pyx::pkcs11
