#include "pkcs11/probe_ciphers.h"

#include <algorithm>
#include <array>

#include "base/sha256.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/trial_wrap.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kTagBytes = 16;

Bytes message() { return to_bytes("pyx probe: nothing that matters"); }

Result<void> try_digest(const Bench& bench) {
  const Module& module = bench.session.module();
  CK_MECHANISM how{CKM_SHA256, nullptr, 0};
  PYX_TRY(from_ckr(module->C_DigestInit(bench.session.handle(), &how), "C_DigestInit"));
  Bytes input = message();
  Sha256 digest{};
  CK_ULONG size = digest.size();
  PYX_TRY(from_ckr(
      module->C_Digest(bench.session.handle(), input.data(), input.size(), digest.data(), &size),
      "C_Digest"));
  if (size == digest.size() && digest == sha256(input)) return {};
  return error(Code::kToken, "the digest is wrong");
}

Result<void> try_random(const Bench& bench) {
  std::array<std::uint8_t, 32> first{};
  std::array<std::uint8_t, 32> second{};
  for (auto* drawn : {&first, &second}) {
    PYX_TRY(from_ckr(bench.session.module()->C_GenerateRandom(bench.session.handle(), drawn->data(),
                                                              drawn->size()),
                     "C_GenerateRandom"));
  }
  if (first != second) return {};
  return error(Code::kToken, "two draws are alike");
}

Result<void> try_gcm(const Bench& bench) {
  PYX_ASSIGN(const ThrowAwayKey made, make_throw_away(bench, KeyType::kAes256, Purpose::kEncrypt));
  const Module& module = bench.session.module();
  const CK_SESSION_HANDLE session = bench.session.handle();
  const CK_OBJECT_HANDLE key = made.objects.secret_key->value;
  std::array<std::uint8_t, 12> nonce{1};
  CK_GCM_PARAMS parameters{nonce.data(), nonce.size(), nonce.size() * 8, nullptr, 0, kTagBytes * 8};
  CK_MECHANISM how{CKM_AES_GCM, &parameters, sizeof parameters};
  Bytes clear = message();
  Bytes sealed(clear.size() + kTagBytes);
  CK_ULONG sealed_size = sealed.size();
  PYX_TRY(from_ckr(module->C_EncryptInit(session, &how, key), "C_EncryptInit"));
  PYX_TRY(
      from_ckr(module->C_Encrypt(session, clear.data(), clear.size(), sealed.data(), &sealed_size),
               "C_Encrypt"));
  Bytes opened(sealed.size());
  CK_ULONG opened_size = opened.size();
  PYX_TRY(from_ckr(module->C_DecryptInit(session, &how, key), "C_DecryptInit"));
  PYX_TRY(
      from_ckr(module->C_Decrypt(session, sealed.data(), sealed_size, opened.data(), &opened_size),
               "C_Decrypt"));
  opened.resize(std::min<std::size_t>(opened_size, opened.size()));
  if (sealed_size == sealed.size() && opened == clear) return {};
  return error(Code::kToken, "what was encrypted does not decrypt to the same");
}

Result<Sha256> mac_by(const Bench& bench, CK_OBJECT_HANDLE key) {
  const Module& module = bench.session.module();
  CK_MECHANISM how{CKM_SHA256_HMAC, nullptr, 0};
  PYX_TRY(from_ckr(module->C_SignInit(bench.session.handle(), &how, key), "C_SignInit"));
  Bytes input = message();
  Sha256 mac{};
  CK_ULONG size = mac.size();
  PYX_TRY(from_ckr(
      module->C_Sign(bench.session.handle(), input.data(), input.size(), mac.data(), &size),
      "C_Sign"));
  return mac;
}

Template mac_key() {
  Template asked;
  asked.number(CKA_CLASS, CKO_SECRET_KEY)
      .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
      .flag(CKA_SIGN, true)
      .flag(CKA_EXTRACTABLE, true);
  return asked;
}

Result<void> try_wrap(const Bench& bench, const WrapWay& way) {
  Template wrap_template;
  wrap_template.flag(CKA_WRAP, true).flag(CKA_UNWRAP, true).flag(CKA_EXTRACTABLE, false);
  PYX_ASSIGN(const ThrowAway wrap_key,
             make_throw_away_secret(bench, CKM_AES_KEY_GEN, wrap_template));
  Template secret_template = mac_key();
  PYX_ASSIGN(const ThrowAway secret,
             make_throw_away_secret(bench, CKM_GENERIC_SECRET_KEY_GEN, secret_template));
  PYX_ASSIGN(Bytes wrapped, wrap_in_trial(bench, way, wrap_key.get(), secret.get()));
  Template asked = mac_key();
  PYX_ASSIGN(const ThrowAway restored, unwrap_in_trial(bench, way, wrap_key.get(), wrapped, asked));
  PYX_ASSIGN(const Sha256 before, mac_by(bench, secret.get()));
  PYX_ASSIGN(const Sha256 after, mac_by(bench, restored.get()));
  if (before == after) return {};
  return error(Code::kToken, "the unwrapped key is another one");
}

}  // namespace

std::vector<ProbeLine> probe_ciphers(const Bench& bench) {
  std::vector<ProbeLine> lines;
  lines.push_back(
      noting_list(seen("digest sha-256", try_digest(bench), "C_Digest"), bench, CKM_SHA256));
  lines.push_back(
      noting_list(seen("encrypt aes-gcm", try_gcm(bench), "C_Encrypt"), bench, CKM_AES_GCM));
  for (const WrapWay& way : kWrapWays) {
    lines.push_back(noting_list(
        seen("wrap " + mechanism_name(way.mechanism), try_wrap(bench, way), "C_WrapKey"), bench,
        way.mechanism));
  }
  lines.push_back(seen("random", try_random(bench), "C_GenerateRandom"));
  return lines;
}

}  // namespace pyx::pkcs11
