#include "pkcs11/probe_signing.h"

#include "pkcs11/mechanism.h"
#include "pkcs11/trial_signing.h"

namespace pyx::pkcs11 {
namespace {

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
  if (!made || !scheme) return;
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
    for (const Purpose purpose :
         {Purpose::kSign, Purpose::kBlindSign, Purpose::kMac, Purpose::kEncrypt}) {
      if (fits(type, purpose)) probe_one(bench, type, purpose, lines);
    }
  }
  return lines;
}

}  // namespace pyx::pkcs11
