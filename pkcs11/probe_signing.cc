#include "pkcs11/probe_signing.h"

#include "base/p256.h"
#include "base/spki.h"
#include "pkcs11/agreement.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/public_half.h"
#include "pkcs11/trial_signing.h"

namespace pyx::pkcs11 {
namespace {

Result<void> agree_and_check(const Bench& bench, const ThrowAwayKey& made) {
  PYX_ASSIGN(const PublicKey theirs, read_public_half(bench.session, *made.objects.public_key));
  PYX_ASSIGN(const SecretBytes secret, SecretBytes::random(p256::kSecretBytes));
  PYX_ASSIGN(const auto ours, p256::public_point(secret));
  const AgreementKey key{made.handle(), SchemeFixed::kByPolicy, 0};
  PYX_ASSIGN(const SecretBytes inside, agree_one(bench.session, key, ours));
  PYX_ASSIGN(const SecretBytes outside,
             p256::agree(secret, spki_body(theirs.spki(), *find_spki_shape(KeyType::kP256))));
  if (equal_ct(inside, outside)) return {};
  return error(Code::kToken, "the token agrees on another secret than the other side");
}

void probe_one(const Bench& bench, KeyType type, Purpose purpose, std::vector<ProbeLine>& lines) {
  const std::string type_text(to_text(type));
  const auto scheme = scheme_of(type, purpose);
  const CK_MECHANISM_TYPE generation = generation_mechanism(type);
  const bool pair = is_asymmetric(type);
  auto made = make_throw_away(bench, type, purpose);
  const Result<void> generated = made ? Result<void>{} : Result<void>(made.error());
  lines.push_back(
      noting_list(seen("generate " + type_text + " for " + std::string(to_text(purpose)), generated,
                       pair ? "C_GenerateKeyPair" : "C_GenerateKey"),
                  bench, generation));
  if (!made) return;
  if (purpose == Purpose::kEnvelope) {
    lines.push_back(noting_list(
        seen("agree ecdh with " + type_text, agree_and_check(bench, *made), "C_DeriveKey"), bench,
        CKM_ECDH1_DERIVE));
  }
  if (!scheme) return;
  const auto trial = trial_key(bench, *made, *scheme);
  const Result<void> signed_well =
      trial ? sign_and_check(bench, *trial) : Result<void>(trial.error());
  lines.push_back(noting_list(
      seen("sign " + std::string(to_text(*scheme)) + " with " + type_text, signed_well, "C_Sign"),
      bench, mechanism_type(*scheme)));
}

}  // namespace

std::vector<ProbeLine> probe_signing(const Bench& bench) {
  std::vector<ProbeLine> lines;
  for (const KeyType type :
       {KeyType::kRsa2048, KeyType::kRsa3072, KeyType::kRsa4096, KeyType::kP256, KeyType::kP384,
        KeyType::kEd25519, KeyType::kGenericSecret, KeyType::kAes256}) {
    for (const Purpose purpose : {Purpose::kSign, Purpose::kBlindSign, Purpose::kMac,
                                  Purpose::kEncrypt, Purpose::kEnvelope}) {
      if (fits(type, purpose)) probe_one(bench, type, purpose, lines);
    }
  }
  return lines;
}

}  // namespace pyx::pkcs11
