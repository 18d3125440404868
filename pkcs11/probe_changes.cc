#include "pkcs11/probe_changes.h"

#include <array>

#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/rule_trial.h"

namespace pyx::pkcs11 {
namespace {

// A change that the holder of the user PIN would like.
struct Wish {
  CK_ATTRIBUTE_TYPE type;
  bool value;
};
constexpr std::array kWishesOfSecret = {
    Wish{CKA_DERIVE, true},     Wish{CKA_WRAP, true},        Wish{CKA_UNWRAP, true},
    Wish{CKA_DECRYPT, true},    Wish{CKA_EXTRACTABLE, true}, Wish{CKA_SENSITIVE, false},
    Wish{CKA_MODIFIABLE, true},
};
constexpr std::array kWishesOfPrivate = {
    Wish{CKA_DERIVE, true},       Wish{CKA_UNWRAP, true},      Wish{CKA_DECRYPT, true},
    Wish{CKA_SIGN_RECOVER, true}, Wish{CKA_EXTRACTABLE, true}, Wish{CKA_SENSITIVE, false},
    Wish{CKA_MODIFIABLE, true},
};

std::string in_words(const Wish& wish) {
  return attribute_name(wish.type) + (wish.value ? "=true" : "=false");
}

bool came_true(const Bench& bench, CK_OBJECT_HANDLE key, const Wish& wish) {
  const auto read = read_attribute(bench.session, key, wish.type);
  return read && *read == flag_value(wish.value);
}

void change(const Bench& bench, CK_OBJECT_HANDLE key, const Wish& wish, std::string_view kind,
            RuleTrial& trial) {
  const std::string what = "setting " + in_words(wish) + " on " + std::string(kind);
  Template wanted;
  wanted.flag(wish.type, wish.value);
  const CK_RV rv = bench.session.module()->C_SetAttributeValue(bench.session.handle(), key,
                                                               wanted.data(), wanted.size());
  if (rv == CKR_OK && !came_true(bench, key, wish)) {
    return trial.without_effect("C_SetAttributeValue", what);
  }
  trial.attempt(rv, "C_SetAttributeValue", what);
}

void copy(const Bench& bench, CK_OBJECT_HANDLE key, const Wish& wish, std::string_view kind,
          RuleTrial& trial) {
  const std::string what = "copying " + std::string(kind) + " with " + in_words(wish);
  Template wanted;
  wanted.flag(CKA_TOKEN, bench.lifetime == Lifetime::kToken)
      .bytes(CKA_ID, bench.id.bytes)
      .flag(wish.type, wish.value);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  const CK_RV rv = bench.session.module()->C_CopyObject(bench.session.handle(), key, wanted.data(),
                                                        wanted.size(), &made);
  if (rv != CKR_OK) return trial.attempt(rv, "C_CopyObject", what);
  const ThrowAway owned(bench.session, made);
  if (came_true(bench, made, wish)) return trial.attempt(CKR_OK, "C_CopyObject", what);
  trial.without_effect("C_CopyObject", what);
}

// Every wish on keys as strict as real ones.
void try_wishes(const Bench& bench, RuleTrial& trial, decltype(change)* way) {
  if (const auto secret = make_throw_away(bench, KeyType::kGenericSecret, Purpose::kMac)) {
    for (const Wish& wish : kWishesOfSecret) {
      way(bench, secret->handle(), wish, "a secret key", trial);
    }
  } else {
    trial.not_possible(secret.error(), "making a secret key");
  }
  auto pair = make_throw_away(bench, KeyType::kP256, Purpose::kSign);
  if (!pair) pair = make_throw_away(bench, KeyType::kRsa2048, Purpose::kSign);
  if (!pair) return trial.not_possible(pair.error(), "making a private key");
  for (const Wish& wish : kWishesOfPrivate) {
    way(bench, pair->handle(), wish, "a private key", trial);
  }
}

RuleFinding probe_modifiable(const Bench& bench) {
  RuleTrial trial(TokenRule::kModifiable);
  try_wishes(bench, trial, change);
  return trial.finding();
}

RuleFinding probe_copies(const Bench& bench) {
  RuleTrial trial(TokenRule::kCopies);
  try_wishes(bench, trial, copy);
  // And a key that may be changed, to what no change may bring about.
  Template asked;
  asked.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, false);
  if (const auto loose = make_throw_away_secret(bench, CKM_GENERIC_SECRET_KEY_GEN, asked)) {
    for (const Wish& wish : {Wish{CKA_EXTRACTABLE, true}, Wish{CKA_SENSITIVE, false}}) {
      copy(bench, loose->get(), wish, "a modifiable key", trial);
    }
  }
  return trial.finding();
}

// A key that says no to `type`, as it reads back; an error if the token does not keep the no.
Result<ThrowAway> key_without(const Bench& bench, CK_ATTRIBUTE_TYPE type) {
  Template asked;
  asked.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, false).flag(type, false);
  PYX_ASSIGN(ThrowAway made, make_throw_away_secret(bench, CKM_GENERIC_SECRET_KEY_GEN, asked));
  PYX_ASSIGN(const auto read, read_attribute(bench.session, made.get(), type));
  if (read != flag_value(false)) {
    return ckr_error(CKR_ATTRIBUTE_TYPE_INVALID, "C_GetAttributeValue");
  }
  return made;
}

RuleFinding probe_copyable(const Bench& bench) {
  RuleTrial trial(TokenRule::kCopyable);
  const auto key = key_without(bench, CKA_COPYABLE);
  if (!key) {
    trial.not_possible(key.error(), "making a key with CKA_COPYABLE=false");
    return trial.finding();
  }
  Template wanted;
  wanted.flag(CKA_TOKEN, bench.lifetime == Lifetime::kToken).bytes(CKA_ID, bench.id.bytes);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  const CK_RV rv = bench.session.module()->C_CopyObject(bench.session.handle(), key->get(),
                                                        wanted.data(), wanted.size(), &made);
  const ThrowAway owned(bench.session, rv == CKR_OK ? made : CK_INVALID_HANDLE);
  trial.attempt(rv, "C_CopyObject", "copying a secret key");
  return trial.finding();
}

RuleFinding probe_destroyable(const Bench& bench) {
  RuleTrial trial(TokenRule::kDestroyable);
  if (bench.lifetime == Lifetime::kToken) {
    trial.unclear(CKR_OK, "", "not tried: what cannot be destroyed would stay on the token");
    return trial.finding();
  }
  // A session object that refuses goes with its session.
  const auto session = scratch_session(bench);
  if (!session) {
    trial.not_possible(session.error(), "opening a session");
    return trial.finding();
  }
  const Bench scratch{*session, bench.id, bench.listed, bench.lifetime};
  const auto key = key_without(scratch, CKA_DESTROYABLE);
  if (!key) {
    trial.not_possible(key.error(), "making a key with CKA_DESTROYABLE=false");
    return trial.finding();
  }
  trial.attempt(session->module()->C_DestroyObject(session->handle(), key->get()),
                "C_DestroyObject", "destroying a secret key");
  return trial.finding();
}

}  // namespace

std::vector<RuleFinding> probe_changes(const Bench& bench) {
  return {probe_modifiable(bench), probe_copies(bench), probe_copyable(bench),
          probe_destroyable(bench)};
}

}  // namespace pyx::pkcs11
