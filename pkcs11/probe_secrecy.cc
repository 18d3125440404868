#include "pkcs11/probe_secrecy.h"

#include <array>

#include "pkcs11/attribute.h"
#include "pkcs11/rule_trial.h"
#include "pkcs11/trial_wrap.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kMostValueBytes = 1024;

Result<ThrowAway> mac_key(const Bench& bench, bool extractable, bool wrap_with_trusted = false) {
  Template asked;
  asked.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, extractable);
  if (wrap_with_trusted) asked.flag(CKA_WRAP_WITH_TRUSTED, true);
  return make_throw_away_secret(bench, CKM_GENERIC_SECRET_KEY_GEN, asked);
}

Result<ThrowAway> wrap_key(const Bench& bench) {
  Template asked;
  asked.flag(CKA_WRAP, true).flag(CKA_UNWRAP, true).flag(CKA_EXTRACTABLE, false);
  return make_throw_away_secret(bench, CKM_AES_KEY_GEN, asked);
}

// On P-256, or with RSA where the token has no curves.
Result<ThrowAwayKey> pair(const Bench& bench, bool extractable) {
  for (const KeyType type : {KeyType::kP256, KeyType::kRsa2048}) {
    Template asked;
    asked.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, extractable);
    auto made = make_throw_away_pair(bench, type, asked);
    if (made || type == KeyType::kRsa2048) return made;
  }
  return error(Code::kBug, "no type was tried");
}

void read_out(const Bench& bench, CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type,
              std::string_view what, RuleTrial& trial) {
  std::array<std::uint8_t, kMostValueBytes> value{};
  CK_ATTRIBUTE asked{type, value.data(), value.size()};
  const CK_RV rv =
      bench.session.module()->C_GetAttributeValue(bench.session.handle(), key, &asked, 1);
  const bool nothing = asked.ulValueLen == 0 || asked.ulValueLen == ~CK_ULONG{0};
  if (rv == CKR_OK && nothing) return trial.without_effect("C_GetAttributeValue", what);
  trial.attempt(rv, "C_GetAttributeValue", what);
}

CK_RV set_flag(const Bench& bench, CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type, bool on) {
  Template wanted;
  wanted.flag(type, on);
  return bench.session.module()->C_SetAttributeValue(bench.session.handle(), key, wanted.data(),
                                                     wanted.size());
}

RuleFinding probe_sensitive(const Bench& bench) {
  RuleTrial trial(TokenRule::kSensitive);
  if (const auto strict = make_throw_away(bench, KeyType::kGenericSecret, Purpose::kMac)) {
    read_out(bench, strict->handle(), CKA_VALUE, "reading the value of a secret key", trial);
  } else {
    trial.not_possible(strict.error(), "making a secret key");
  }
  if (const auto loose = mac_key(bench, true)) {
    const CK_RV rv = set_flag(bench, loose->get(), CKA_SENSITIVE, false);
    if (rv == CKR_OK) {
      read_out(bench, loose->get(), CKA_VALUE, "reading after CKA_SENSITIVE was set to false",
               trial);
    } else {
      trial.attempt(rv, "C_SetAttributeValue", "setting CKA_SENSITIVE to false");
    }
  }
  if (const auto made = pair(bench, false)) {
    read_out(bench, made->handle(), CKA_VALUE, "reading the value of a private key", trial);
    read_out(bench, made->handle(), CKA_PRIVATE_EXPONENT, "reading the exponent of a private key",
             trial);
  } else {
    trial.not_possible(made.error(), "making a private key");
  }
  return trial.finding();
}

// Keys under trial, and the same with the permission that the rule withholds.
struct Pairing {
  std::string what;
  CK_OBJECT_HANDLE forbidden;
  CK_OBJECT_HANDLE permitted;
};

void wrap_all(const Bench& bench, const std::vector<Pairing>& pairings, RuleTrial& trial) {
  const auto under = wrap_key(bench);
  if (!under) return trial.not_possible(under.error(), "making a wrap key");
  for (const Pairing& keys : pairings) {
    for (const WrapWay& way : kWrapWays) {
      const std::string what = "wrapping " + keys.what + " by " + mechanism_name(way.mechanism);
      const auto control = wrap_in_trial(bench, way, under->get(), keys.permitted);
      if (!control) {
        trial.not_possible(control.error(), what);
      } else {
        trial.attempt(wrap_in_trial(bench, way, under->get(), keys.forbidden), "C_WrapKey", what);
      }
    }
  }
}

RuleFinding probe_extractable(const Bench& bench) {
  RuleTrial trial(TokenRule::kExtractable);
  std::vector<Pairing> pairings;
  const auto strict = make_throw_away(bench, KeyType::kGenericSecret, Purpose::kMac);
  const auto permitted = mac_key(bench, true);
  const auto opened = mac_key(bench, false);
  if (strict && permitted) {
    pairings.push_back({"a secret key", strict->handle(), permitted->get()});
  } else {
    trial.not_possible(strict ? permitted.error() : strict.error(), "making a secret key");
  }
  // Kept for the end: what decides is rather a refused wrap.
  const CK_RV set =
      opened ? set_flag(bench, opened->get(), CKA_EXTRACTABLE, true) : CKR_FUNCTION_NOT_SUPPORTED;
  if (permitted && opened && set == CKR_OK) {
    pairings.push_back({"a key that was set to CKA_EXTRACTABLE", opened->get(), permitted->get()});
  }
  const auto kept = pair(bench, false);
  const auto free = pair(bench, true);
  if (kept && free) pairings.push_back({"a private key", kept->handle(), free->handle()});
  wrap_all(bench, pairings, trial);
  if (opened && set != CKR_OK) {
    trial.attempt(set, "C_SetAttributeValue", "setting CKA_EXTRACTABLE to true");
  }
  return trial.finding();
}

RuleFinding probe_wrap_with_trusted(const Bench& bench) {
  RuleTrial trial(TokenRule::kWrapWithTrusted);
  const auto bound = mac_key(bench, true, true);
  const auto free = mac_key(bench, true);
  if (!bound || !free) {
    trial.not_possible(bound ? free.error() : bound.error(), "making a key for trusted wrap keys");
    return trial.finding();
  }
  wrap_all(bench, {{"under an untrusted key", bound->get(), free->get()}}, trial);
  return trial.finding();
}

void expect_untrusted(const Bench& bench, CK_OBJECT_HANDLE key, std::string_view call,
                      std::string_view what, RuleTrial& trial) {
  const auto read = read_attribute(bench.session, key, CKA_TRUSTED);
  if (read && *read == flag_value(true)) return trial.attempt(CKR_OK, call, what);
  trial.without_effect(call, what);
}

RuleFinding probe_trusted(const Bench& bench) {
  RuleTrial trial(TokenRule::kTrusted);
  const auto plain = wrap_key(bench);
  if (!plain) {
    trial.not_possible(plain.error(), "making a wrap key");
    return trial.finding();
  }
  const CK_RV rv = set_flag(bench, plain->get(), CKA_TRUSTED, true);
  const std::string_view setting = "setting CKA_TRUSTED as the user";
  if (rv == CKR_OK) {
    expect_untrusted(bench, plain->get(), "C_SetAttributeValue", setting, trial);
  } else {
    trial.attempt(rv, "C_SetAttributeValue", setting);
  }
  Template asked;
  asked.flag(CKA_WRAP, true).flag(CKA_EXTRACTABLE, false).flag(CKA_TRUSTED, true);
  const auto made = make_throw_away_secret(bench, CKM_AES_KEY_GEN, asked);
  const std::string_view making = "making a key with CKA_TRUSTED as the user";
  if (made) {
    expect_untrusted(bench, made->get(), "C_GenerateKey", making, trial);
  } else {
    trial.attempt(made, "C_GenerateKey", making);
  }
  return trial.finding();
}

// Wraps a key under `under` and unwraps it as extractable.
Result<bool> comes_back_extractable(const Bench& bench, const WrapWay& way, CK_OBJECT_HANDLE under,
                                    CK_OBJECT_HANDLE key) {
  PYX_ASSIGN(Bytes wrapped, wrap_in_trial(bench, way, under, key));
  Template asked;
  asked.number(CKA_CLASS, CKO_SECRET_KEY)
      .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
      .flag(CKA_SIGN, true)
      .flag(CKA_EXTRACTABLE, true);
  PYX_ASSIGN(const ThrowAway back, unwrap_in_trial(bench, way, under, wrapped, asked));
  PYX_ASSIGN(const auto read, read_attribute(bench.session, back.get(), CKA_EXTRACTABLE));
  return read == flag_value(true);
}

RuleFinding probe_unwrap_template(const Bench& bench) {
  RuleTrial trial(TokenRule::kUnwrapTemplate);
  Template demanded;
  demanded.flag(CKA_EXTRACTABLE, false);
  Template asked;
  asked.flag(CKA_WRAP, true).flag(CKA_UNWRAP, true).flag(CKA_EXTRACTABLE, false);
  asked.bytes(CKA_UNWRAP_TEMPLATE, {reinterpret_cast<const std::uint8_t*>(demanded.data()),
                                    demanded.size() * sizeof(CK_ATTRIBUTE)});
  const auto bound = make_throw_away_secret(bench, CKM_AES_KEY_GEN, asked);
  const auto free = wrap_key(bench);
  const auto key = mac_key(bench, true);
  if (!bound || !free || !key) {
    trial.not_possible(!bound  ? bound.error()
                       : !free ? free.error()
                               : key.error(),
                       "making a wrap key with CKA_UNWRAP_TEMPLATE");
    return trial.finding();
  }
  for (const WrapWay& way : kWrapWays) {
    const std::string what = "unwrapping a weaker key by " + mechanism_name(way.mechanism);
    const auto control = comes_back_extractable(bench, way, free->get(), key->get());
    if (!control) {
      trial.not_possible(control.error(), what);
      continue;
    }
    const auto tried = comes_back_extractable(bench, way, bound->get(), key->get());
    if (tried && !*tried) {
      trial.without_effect("C_UnwrapKey", what);
    } else {
      trial.attempt(tried, "C_UnwrapKey", what);
    }
  }
  return trial.finding();
}

}  // namespace

std::vector<RuleFinding> probe_secrecy(const Bench& bench) {
  return {probe_sensitive(bench), probe_extractable(bench), probe_wrap_with_trusted(bench),
          probe_trusted(bench), probe_unwrap_template(bench)};
}

}  // namespace pyx::pkcs11
