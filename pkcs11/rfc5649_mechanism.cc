#include "pkcs11/rfc5649_mechanism.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/aes_kwp.h"
#include "base/clock.h"
#include "base/p256.h"
#include "base/reveal.h"
#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/private_key_info.h"
#include "pkcs11/public_half.h"
#include "pkcs11/signing.h"
#include "pkcs11/template.h"
#include "pkcs11/trial_wrap.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::array kCandidates = {kAesKeyWrapKwp, CK_MECHANISM_TYPE{CKM_AES_KEY_WRAP_PAD},
                                    CK_MECHANISM_TYPE{CKM_AES_KEY_WRAP}};

enum class Kind { kSecret, kRsa, kCurve };

Kind kind_of(KeyType type) {
  if (!is_asymmetric(type)) return Kind::kSecret;
  return is_rsa(type) ? Kind::kRsa : Kind::kCurve;
}

Bench new_bench(const Session& session) {
  return {session, Uuid::v7(SystemClock().now()), {}, Lifetime::kSession};
}

Error not_rfc5649() { return error(Code::kToken, "gives bytes that are not RFC 5649"); }

// Tries one after the other; the error of each goes into the error of all.
template <class Try>
Result<CK_MECHANISM_TYPE> first_that(const std::string& what, const Try& succeeds) {
  Error none =
      error(Code::kToken, "the token " + what + " by RFC 5649 with none of its mechanisms");
  std::string_view before = ": ";
  for (const CK_MECHANISM_TYPE mechanism : kCandidates) {
    const auto tried = succeeds(mechanism);
    if (tried) return mechanism;
    // What is no answer to the question must not be taken for one.
    if (tried.error().code != Code::kToken) return tried.error();
    none.message +=
        std::string(before) + mechanism_name(mechanism) + ": " + describe(tried.error());
    before = "; ";
  }
  return none;
}

Result<SecretBytes> wrap_and_open(const Bench& bench, CK_MECHANISM_TYPE mechanism,
                                  CK_OBJECT_HANDLE wrap_key, const SecretBytes& bytes,
                                  CK_OBJECT_HANDLE key) {
  PYX_ASSIGN(const Bytes wrapped, wrap_in_trial(bench, {mechanism, 0}, wrap_key, key));
  auto opened = aes_kwp_unwrap(bytes, wrapped);
  if (!opened) return not_rfc5649();
  return opened;
}

// A secret of known bytes on the token, which can be wrapped and makes MACs.
Result<ThrowAway> put_secret(const Bench& bench, const SecretBytes& value) {
  Template asked;
  asked.number(CKA_CLASS, CKO_SECRET_KEY)
      .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
      .flag(CKA_TOKEN, false)
      .flag(CKA_PRIVATE, true)
      .flag(CKA_SENSITIVE, true)
      .flag(CKA_EXTRACTABLE, true)
      .flag(CKA_SIGN, true)
      .bytes(CKA_ID, bench.id.bytes)
      .view(CKA_VALUE, value.reveal(reveal()));
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  PYX_TRY(from_ckr(bench.session.module()->C_CreateObject(bench.session.handle(), asked.data(),
                                                          asked.size(), &made),
                   "C_CreateObject"));
  return ThrowAway(bench.session, made);
}

Result<void> try_secret(const Bench& bench, CK_MECHANISM_TYPE mechanism, CK_OBJECT_HANDLE wrap_key,
                        const SecretBytes& bytes) {
  PYX_ASSIGN(const SecretBytes value, SecretBytes::random(kSecretBytes));
  PYX_ASSIGN(const ThrowAway secret, put_secret(bench, value));
  PYX_ASSIGN(const SecretBytes opened,
             wrap_and_open(bench, mechanism, wrap_key, bytes, secret.get()));
  if (equal_ct(opened, value)) return {};
  return not_rfc5649();
}

bool is_the_pair(const PrivateKeyInfo& info, const Session& session, PublicKeyHandle half) {
  if (const auto* rsa = std::get_if<RsaPrivateKey>(&info)) {
    const auto modulus = read_bytes(session, half.value, CKA_MODULUS);
    return modulus && std::ranges::equal(*modulus, rsa->modulus);
  }
  const auto shown = read_public_half(session, half);
  Bytes secret_bytes(std::get<EcPrivateKey>(info).secret.begin(),
                     std::get<EcPrivateKey>(info).secret.end());
  auto secret = SecretBytes::take(secret_bytes);
  if (!shown || !secret) return false;
  const auto point = p256::public_point(*secret);
  if (!point) return false;
  const auto computed = PublicKey::from_ec_point(KeyType::kP256, *point);
  return computed && computed->id() == shown->id();
}

Result<void> try_pair(const Bench& bench, KeyType type, CK_MECHANISM_TYPE mechanism,
                      CK_OBJECT_HANDLE wrap_key, const SecretBytes& bytes) {
  Template asked;
  asked.flag(CKA_SIGN, true).flag(CKA_EXTRACTABLE, true);
  PYX_ASSIGN(const ThrowAwayKey pair, make_throw_away_pair(bench, type, asked));
  PYX_ASSIGN(const SecretBytes opened,
             wrap_and_open(bench, mechanism, wrap_key, bytes, pair.handle()));
  const auto info = read_private_key_info(opened.reveal(reveal()));
  if (info && is_the_pair(*info, bench.session, *pair.objects.public_key)) return {};
  return error(Code::kToken, "wraps something else than the PKCS#8 form of a private key");
}

Result<Bytes> mac_by(const Bench& bench, CK_OBJECT_HANDLE key) {
  SigningKey signer;
  signer.handle = key;
  signer.type = KeyType::kGenericSecret;
  signer.scheme = Scheme::kHmacSha256;
  signer.signature_bytes = signature_bytes({});
  return sign_one(bench.session, signer,
                  {bench.id, Scheme::kHmacSha256, as_bytes("pyx: which mechanism is RFC 5649")});
}

Result<ThrowAway> unwrap_secret(const Bench& bench, CK_MECHANISM_TYPE mechanism,
                                CK_OBJECT_HANDLE wrap_key, Bytes& wrapped) {
  Template asked;
  asked.number(CKA_CLASS, CKO_SECRET_KEY)
      .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
      .flag(CKA_SIGN, true)
      .flag(CKA_SENSITIVE, true)
      .flag(CKA_EXTRACTABLE, false);
  return unwrap_in_trial(bench, {mechanism, 0}, wrap_key, wrapped, asked);
}

}  // namespace

Result<CK_MECHANISM_TYPE> find_wrapping_mechanism(const Session& session, CK_OBJECT_HANDLE wrap_key,
                                                  const SecretBytes& bytes,
                                                  std::span<const KeyType> types) {
  const Bench bench = new_bench(session);
  const auto has = [&](Kind kind) {
    return std::ranges::any_of(types, [&](KeyType type) { return kind_of(type) == kind; });
  };
  return first_that("wraps", [&](CK_MECHANISM_TYPE mechanism) -> Result<void> {
    // Of every mechanism: it takes no time, and those that are something else fail here.
    PYX_TRY(try_secret(bench, mechanism, wrap_key, bytes));
    if (has(Kind::kCurve)) PYX_TRY(try_pair(bench, KeyType::kP256, mechanism, wrap_key, bytes));
    if (has(Kind::kRsa)) PYX_TRY(try_pair(bench, KeyType::kRsa2048, mechanism, wrap_key, bytes));
    return {};
  });
}

Result<CK_MECHANISM_TYPE> find_unwrapping_mechanism(const Session& session,
                                                    CK_OBJECT_HANDLE wrap_key,
                                                    const SecretBytes& bytes) {
  const Bench bench = new_bench(session);
  PYX_ASSIGN(const SecretBytes value, SecretBytes::random(kSecretBytes));
  PYX_ASSIGN(const ThrowAway secret, put_secret(bench, value));
  PYX_ASSIGN(const Bytes expected, mac_by(bench, secret.get()));
  PYX_ASSIGN(Bytes wrapped, aes_kwp_wrap(bytes, value));
  return first_that("unwraps", [&](CK_MECHANISM_TYPE mechanism) -> Result<void> {
    PYX_ASSIGN(const ThrowAway unwrapped, unwrap_secret(bench, mechanism, wrap_key, wrapped));
    PYX_ASSIGN(const Bytes mac, mac_by(bench, unwrapped.get()));
    if (mac == expected) return {};
    return error(Code::kToken, "makes another key of them");
  });
}

}  // namespace pyx::pkcs11
