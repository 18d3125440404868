#include "pkcs11/probe_rules.h"

#include <array>

#include "pkcs11/mechanism.h"

namespace pyx::pkcs11 {
namespace {

CK_RV try_reading(const Bench& bench, CK_OBJECT_HANDLE secret) {
  std::array<std::uint8_t, 64> value{};
  CK_ATTRIBUTE asked{CKA_VALUE, value.data(), value.size()};
  return bench.session.module()->C_GetAttributeValue(bench.session.handle(), secret, &asked, 1);
}

CK_RV try_changing(const Bench& bench, CK_OBJECT_HANDLE secret) {
  Template wanted;
  wanted.flag(CKA_DERIVE, true);
  return bench.session.module()->C_SetAttributeValue(bench.session.handle(), secret, wanted.data(),
                                                     wanted.size());
}

CK_RV try_copying(const Bench& bench, CK_OBJECT_HANDLE secret) {
  Template wanted;
  wanted.flag(CKA_TOKEN, false).bytes(CKA_ID, bench.id.bytes);
  CK_OBJECT_HANDLE copy = CK_INVALID_HANDLE;
  const CK_RV rv = bench.session.module()->C_CopyObject(bench.session.handle(), secret,
                                                        wanted.data(), wanted.size(), &copy);
  if (rv == CKR_OK) const ThrowAway owned(bench.session, copy);
  return rv;
}

// Another mechanism of the same family than the one that the key is fixed to.
CK_RV try_other_mechanism(const Bench& bench, CK_OBJECT_HANDLE secret) {
  CK_MECHANISM how{CKM_SHA512_HMAC, nullptr, 0};
  const Module& module = bench.session.module();
  CK_RV rv = module->C_SignInit(bench.session.handle(), &how, secret);
  if (rv != CKR_OK) return rv;
  std::array<std::uint8_t, 1> message{};
  std::array<std::uint8_t, 64> mac{};
  CK_ULONG size = mac.size();
  return module->C_Sign(bench.session.handle(), message.data(), message.size(), mac.data(), &size);
}

CK_RV try_other_purpose(const Bench& bench, CK_OBJECT_HANDLE secret) {
  const Module& module = bench.session.module();
  CK_MECHANISM how{CKM_AES_KEY_WRAP, nullptr, 0};
  std::array<std::uint8_t, 128> wrapped{};
  CK_ULONG size = wrapped.size();
  return module->C_WrapKey(bench.session.handle(), &how, secret, secret, wrapped.data(), &size);
}

CK_RV try_wrapping_out(const Bench& bench, CK_OBJECT_HANDLE wrap_key, CK_OBJECT_HANDLE secret) {
  CK_MECHANISM how{CKM_AES_KEY_WRAP, nullptr, 0};
  std::array<std::uint8_t, 128> wrapped{};
  CK_ULONG size = wrapped.size();
  return bench.session.module()->C_WrapKey(bench.session.handle(), &how, wrap_key, secret,
                                           wrapped.data(), &size);
}

ProbeLine probe_wrapping_out(const Bench& bench, CK_OBJECT_HANDLE secret) {
  const std::string name = "keeps CKA_EXTRACTABLE=false";
  Template asked;
  asked.flag(CKA_WRAP, true).flag(CKA_EXTRACTABLE, false);
  auto wrap_key = make_throw_away_secret(bench, CKM_AES_KEY_GEN, asked);
  if (!wrap_key) return seen(name, Result<void>(wrap_key.error()), "C_GenerateKey");
  return kept(name, try_wrapping_out(bench, wrap_key->get(), secret), "C_WrapKey");
}

}  // namespace

std::vector<ProbeLine> probe_rules(const Bench& bench) {
  auto made = make_throw_away(bench, KeyType::kGenericSecret, Purpose::kMac);
  if (!made) return {seen("keeps its rules", Result<void>(made.error()), "C_GenerateKey")};
  const CK_OBJECT_HANDLE secret = made->objects.secret_key->value;
  std::vector<ProbeLine> lines;
  lines.push_back(kept("keeps CKA_SENSITIVE", try_reading(bench, secret), "C_GetAttributeValue"));
  lines.push_back(
      kept("keeps CKA_MODIFIABLE=false", try_changing(bench, secret), "C_SetAttributeValue"));
  lines.push_back(kept("keeps CKA_COPYABLE=false", try_copying(bench, secret), "C_CopyObject"));
  lines.push_back(
      kept("keeps CKA_ALLOWED_MECHANISMS", try_other_mechanism(bench, secret), "C_SignInit"));
  lines.push_back(kept("keeps CKA_WRAP=false", try_other_purpose(bench, secret), "C_WrapKey"));
  lines.push_back(probe_wrapping_out(bench, secret));
  return lines;
}

}  // namespace pyx::pkcs11
