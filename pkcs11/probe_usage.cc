#include "pkcs11/probe_usage.h"

#include <array>

#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/rule_trial.h"
#include "pkcs11/trial_wrap.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kMostResultBytes = 512;

// In a session of its own: a refused C_Sign may leave the operation open.
Result<void> sign_by(const Bench& bench, CK_OBJECT_HANDLE key, CK_MECHANISM_TYPE mechanism,
                     Bytes input) {
  PYX_ASSIGN(const Session session, scratch_session(bench));
  CK_MECHANISM how{mechanism, nullptr, 0};
  PYX_TRY(from_ckr(session.module()->C_SignInit(session.handle(), &how, key), "C_SignInit"));
  std::array<std::uint8_t, kMostResultBytes> result{};
  CK_ULONG size = result.size();
  return from_ckr(
      session.module()->C_Sign(session.handle(), input.data(), input.size(), result.data(), &size),
      "C_Sign");
}

Result<void> decrypt_by(const Bench& bench, CK_OBJECT_HANDLE key, CK_MECHANISM_TYPE mechanism,
                        Bytes input) {
  PYX_ASSIGN(const Session session, scratch_session(bench));
  CK_MECHANISM how{mechanism, nullptr, 0};
  PYX_TRY(from_ckr(session.module()->C_DecryptInit(session.handle(), &how, key), "C_DecryptInit"));
  std::array<std::uint8_t, kMostResultBytes> result{};
  CK_ULONG size = result.size();
  return from_ckr(session.module()->C_Decrypt(session.handle(), input.data(), input.size(),
                                              result.data(), &size),
                  "C_Decrypt");
}

// As long as the modulus of RSA-2048 and below it.
Bytes raw_element() {
  Bytes element(256, 0x5a);
  element[0] = 0;
  return element;
}

Bytes digest() { return Bytes(32, 0x5a); }

// The same thing done with a key that may and with one that may not.
template <class Do>
void compare(const Do& act, CK_OBJECT_HANDLE permitted, CK_OBJECT_HANDLE forbidden,
             std::string_view call, std::string_view what, RuleTrial& trial) {
  if (const auto control = act(permitted); !control) {
    return trial.not_possible(control.error(), what);
  }
  trial.attempt(act(forbidden), call, what);
}

// A pair for raw RSA as strict as real ones, and one that may sign in any way and decrypt. Made
// once: it is the slowest part.
struct RsaKeys {
  Result<ThrowAwayKey> strict;
  Result<ThrowAwayKey> loose;
};

RsaKeys make_rsa(const Bench& bench) {
  Template asked;
  asked.flag(CKA_SIGN, true).flag(CKA_DECRYPT, true).flag(CKA_EXTRACTABLE, false);
  return {make_throw_away(bench, KeyType::kRsa2048, Purpose::kBlindSign),
          make_throw_away_pair(bench, KeyType::kRsa2048, asked)};
}

Result<ThrowAway> aes_key(const Bench& bench, bool wraps) {
  Template asked;
  asked.flag(CKA_WRAP, wraps).flag(CKA_ENCRYPT, !wraps).flag(CKA_EXTRACTABLE, false);
  return make_throw_away_secret(bench, CKM_AES_KEY_GEN, asked);
}

Result<ThrowAway> generic_key(const Bench& bench, bool signs, bool extractable = false) {
  Template asked;
  asked.flag(CKA_SIGN, signs).flag(CKA_VERIFY, true).flag(CKA_EXTRACTABLE, extractable);
  return make_throw_away_secret(bench, CKM_GENERIC_SECRET_KEY_GEN, asked);
}

void probe_secret_usage(const Bench& bench, RuleTrial& trial) {
  const auto wraps = aes_key(bench, true);
  const auto encrypts = aes_key(bench, false);
  const auto target = generic_key(bench, true, true);
  if (wraps && encrypts && target) {
    for (const WrapWay& way : kWrapWays) {
      const auto wrap = [&](CK_OBJECT_HANDLE key) {
        return wrap_in_trial(bench, way, key, target->get());
      };
      compare(wrap, wraps->get(), encrypts->get(), "C_WrapKey",
              "wrapping by " + mechanism_name(way.mechanism) + " with a key that may only encrypt",
              trial);
    }
  }
  const auto signs = generic_key(bench, true);
  const auto verifies = generic_key(bench, false);
  if (!signs || !verifies) {
    return trial.not_possible(signs ? verifies.error() : signs.error(), "making a secret key");
  }
  const auto sign = [&](CK_OBJECT_HANDLE key) {
    return sign_by(bench, key, CKM_SHA256_HMAC, digest());
  };
  compare(sign, signs->get(), verifies->get(), "C_Sign", "signing with a key that may only verify",
          trial);
}

RuleFinding probe_purpose(const Bench& bench, const RsaKeys& rsa) {
  RuleTrial trial(TokenRule::kUsage);
  probe_secret_usage(bench, trial);
  if (!rsa.strict || !rsa.loose) {
    trial.not_possible(rsa.strict ? rsa.loose.error() : rsa.strict.error(), "making an RSA key");
    return trial.finding();
  }
  const auto decrypt = [&](CK_OBJECT_HANDLE key) {
    return decrypt_by(bench, key, CKM_RSA_X_509, raw_element());
  };
  compare(decrypt, rsa.loose->handle(), rsa.strict->handle(), "C_Decrypt",
          "raw RSA decryption with a key that may only sign", trial);
  return trial.finding();
}

// A key whose list names one HMAC.
Result<ThrowAway> fixed_mac_key(const Bench& bench, CK_MECHANISM_TYPE mechanism) {
  Template asked;
  asked.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, false).number(CKA_ALLOWED_MECHANISMS, mechanism);
  return make_throw_away_secret(bench, CKM_GENERIC_SECRET_KEY_GEN, asked);
}

RuleFinding probe_allowed_mechanisms(const Bench& bench, const RsaKeys& rsa) {
  RuleTrial trial(TokenRule::kAllowedMechanisms);
  const auto other = fixed_mac_key(bench, CKM_SHA_1_HMAC);
  const auto fixed = fixed_mac_key(bench, CKM_SHA256_HMAC);
  if (other && fixed) {
    const auto sign = [&](CK_OBJECT_HANDLE key) {
      return sign_by(bench, key, CKM_SHA_1_HMAC, digest());
    };
    compare(sign, other->get(), fixed->get(), "C_Sign", "HMAC-SHA1 with a key fixed to HMAC-SHA256",
            trial);
  } else {
    trial.not_possible(fixed ? other.error() : fixed.error(), "fixing a secret key to a mechanism");
  }
  if (!rsa.strict || !rsa.loose) return trial.finding();
  const auto list = read_attribute(bench.session, rsa.strict->handle(), CKA_ALLOWED_MECHANISMS);
  if (!list || *list != number_value(CKM_RSA_X_509)) {
    trial.not_possible(ckr_error(CKR_ATTRIBUTE_TYPE_INVALID, "C_GetAttributeValue"),
                       "fixing an RSA key to a mechanism");
    return trial.finding();
  }
  const auto sign = [&](CK_OBJECT_HANDLE key) {
    return sign_by(bench, key, CKM_RSA_PKCS, digest());
  };
  compare(sign, rsa.loose->handle(), rsa.strict->handle(), "C_Sign",
          "padded RSA with a key for raw RSA", trial);
  return trial.finding();
}

// On P-256, or with RSA where the token has no curves.
Result<ThrowAwayKey> signing_pair(const Bench& bench, KeyType type, bool always_authenticate) {
  Template asked;
  asked.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, false);
  if (always_authenticate) asked.flag(CKA_ALWAYS_AUTHENTICATE, true);
  return make_throw_away_pair(bench, type, asked);
}

RuleFinding probe_always_authenticate(const Bench& bench) {
  RuleTrial trial(TokenRule::kAlwaysAuthenticate);
  if (bench.lifetime == Lifetime::kToken) {
    // tpm2-pkcs11 does not destroy a key after it refused a signature.
    trial.unclear(CKR_OK, "", "not tried: a key that refused to sign could stay on the token");
    return trial.finding();
  }
  for (const KeyType type : {KeyType::kP256, KeyType::kRsa2048}) {
    const auto free = signing_pair(bench, type, false);
    if (!free) {
      trial.not_possible(free.error(), "making a private key");
      continue;
    }
    const auto bound = signing_pair(bench, type, true);
    if (!bound) {
      trial.not_possible(bound.error(), "making a key with CKA_ALWAYS_AUTHENTICATE");
      break;
    }
    const auto sign = [&](CK_OBJECT_HANDLE key) {
      return sign_by(bench, key, is_rsa(type) ? CKM_RSA_PKCS : CKM_ECDSA, digest());
    };
    compare(sign, free->handle(), bound->handle(), "C_Sign", "signing without the PIN", trial);
    break;
  }
  return trial.finding();
}

}  // namespace

std::vector<RuleFinding> probe_usage(const Bench& bench) {
  const RsaKeys rsa = make_rsa(bench);
  return {probe_purpose(bench, rsa), probe_allowed_mechanisms(bench, rsa),
          probe_always_authenticate(bench)};
}

}  // namespace pyx::pkcs11
