#include "pkcs11/probe_origin.h"

#include <array>

#include "base/random.h"
#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/rule_trial.h"
#include "pkcs11/trial_wrap.h"

namespace pyx::pkcs11 {
namespace {

struct Flag {
  TokenRule rule;
  CK_ATTRIBUTE_TYPE type;
};
constexpr std::array kFlags = {
    Flag{TokenRule::kLocal, CKA_LOCAL},
    Flag{TokenRule::kAlwaysSensitive, CKA_ALWAYS_SENSITIVE},
    Flag{TokenRule::kNeverExtractable, CKA_NEVER_EXTRACTABLE},
};

void strict_mac_key(Template& asked) {
  asked.number(CKA_CLASS, CKO_SECRET_KEY)
      .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
      .flag(CKA_SIGN, true)
      .flag(CKA_SENSITIVE, true)
      .flag(CKA_EXTRACTABLE, false);
}

// Brought in from outside; with a `claim` that it was not.
Result<ThrowAway> import_key(const Bench& bench, const Flag* claim) {
  Bytes value(32);
  fill_random(value);
  Template asked;
  strict_mac_key(asked);
  asked.flag(CKA_TOKEN, bench.lifetime == Lifetime::kToken)
      .flag(CKA_PRIVATE, true)
      .bytes(CKA_ID, bench.id.bytes)
      .bytes(CKA_VALUE, value);
  if (claim != nullptr) asked.flag(claim->type, true);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  PYX_TRY(from_ckr(bench.session.module()->C_CreateObject(bench.session.handle(), asked.data(),
                                                          asked.size(), &made),
                   "C_CreateObject"));
  return ThrowAway(bench.session, made);
}

// Made here, but wrapped out before it came back as strict as could be. By the first mechanism that
// brings it back.
Result<ThrowAway> unwrapped_key(const Bench& bench) {
  Template wraps;
  wraps.flag(CKA_WRAP, true).flag(CKA_UNWRAP, true).flag(CKA_EXTRACTABLE, false);
  PYX_ASSIGN(const ThrowAway under, make_throw_away_secret(bench, CKM_AES_KEY_GEN, wraps));
  Template asked;
  asked.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, true);
  PYX_ASSIGN(const ThrowAway key, make_throw_away_secret(bench, CKM_GENERIC_SECRET_KEY_GEN, asked));
  for (const WrapWay& way : kWrapWays) {
    auto wrapped = wrap_in_trial(bench, way, under.get(), key.get());
    if (!wrapped) continue;
    Template strict;
    strict_mac_key(strict);
    auto back = unwrap_in_trial(bench, way, under.get(), *wrapped, strict);
    if (back) return back;
  }
  return ckr_error(CKR_MECHANISM_INVALID, "C_WrapKey");
}

// What the flag says of a key; an error if the token cannot tell.
Result<bool> reads(const Bench& bench, CK_OBJECT_HANDLE key, const Flag& flag) {
  PYX_ASSIGN(const auto value, read_attribute(bench.session, key, flag.type));
  if (value == flag_value(true)) return true;
  if (value == flag_value(false)) return false;
  return ckr_error(CKR_ATTRIBUTE_TYPE_INVALID, "C_GetAttributeValue");
}

// Here the rule is broken by an answer that is not true.
void expect(const Bench& bench, CK_OBJECT_HANDLE key, const Flag& flag, bool truth,
            const std::string& kind, RuleTrial& trial) {
  const auto said = reads(bench, key, flag);
  if (!said) return trial.not_possible(said.error(), "reading it of " + kind);
  const std::string what = kind + " says " + (*said ? "true" : "false");
  if (*said != truth) return trial.attempt(CKR_OK, "C_GetAttributeValue", what);
  trial.as_it_should(CKR_OK, "C_GetAttributeValue", what);
}

void probe_foreign(const Bench& bench, const Flag& flag, RuleTrial& trial) {
  const auto imported = import_key(bench, nullptr);
  if (imported) {
    expect(bench, imported->get(), flag, false, "a key that was brought in", trial);
    const auto claimed = import_key(bench, &flag);
    if (claimed) expect(bench, claimed->get(), flag, false, "a key that claims it", trial);
  }
  const auto back = unwrapped_key(bench);
  if (back) expect(bench, back->get(), flag, false, "an unwrapped key", trial);
  if (!imported && !back) {
    trial.unclear(imported.error().ckr, imported.error().call,
                  "no key could be brought in to compare with");
  }
}

RuleFinding probe_flag(const Bench& bench, const Flag& flag) {
  RuleTrial trial(flag.rule);
  if (const auto secret = make_throw_away(bench, KeyType::kGenericSecret, Purpose::kMac)) {
    expect(bench, secret->handle(), flag, true, "a secret key made on the token", trial);
  }
  auto pair = make_throw_away(bench, KeyType::kP256, Purpose::kSign);
  if (!pair) pair = make_throw_away(bench, KeyType::kRsa2048, Purpose::kSign);
  if (pair) {
    expect(bench, pair->handle(), flag, true, "a private key made on the token", trial);
  } else {
    trial.not_possible(pair.error(), "making a private key");
  }
  probe_foreign(bench, flag, trial);
  return trial.finding();
}

}  // namespace

std::vector<RuleFinding> probe_origin(const Bench& bench) {
  std::vector<RuleFinding> findings;
  findings.reserve(std::size(kFlags));
  for (const Flag& flag : kFlags) findings.push_back(probe_flag(bench, flag));
  return findings;
}

}  // namespace pyx::pkcs11
