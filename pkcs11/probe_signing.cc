#include "pkcs11/probe_signing.h"

#include <algorithm>

#include "base/sha256.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/public_half.h"
#include "pkcs11/signing.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::string_view kMessage = "pyx probe: a signature that is worth nothing";

Bytes input_for(Scheme scheme, std::size_t modulus_bytes) {
  switch (scheme) {
    case Scheme::kRsaPssSha256:
    case Scheme::kEcdsaSha256: {
      const Sha256 digest = sha256(kMessage);
      return {digest.begin(), digest.end()};
    }
    case Scheme::kEcdsaSha384: {
      const auto digest = sha384(as_bytes(kMessage));
      return {digest.begin(), digest.end()};
    }
    case Scheme::kRsaBlind: {
      Bytes element(modulus_bytes, 0x5a);
      element[0] = 0;  // so it is below any modulus of that length
      return element;
    }
    case Scheme::kEd25519:
    case Scheme::kHmacSha256:
      break;
  }
  return to_bytes(kMessage);
}

Result<void> check_mac(const Session& session, CK_OBJECT_HANDLE key, ByteView message, Bytes& mac) {
  CK_MECHANISM how{CKM_SHA256_HMAC, nullptr, 0};
  PYX_TRY(from_ckr(session.module()->C_VerifyInit(session.handle(), &how, key), "C_VerifyInit"));
  return from_ckr(
      session.module()->C_Verify(session.handle(), const_cast<CK_BYTE_PTR>(message.data()),
                                 message.size(), mac.data(), mac.size()),
      "C_Verify");
}

Result<void> check_signature(const PublicKey& key, Scheme scheme, ByteView signature) {
  // The raw result was checked already, in sign_one.
  if (scheme == Scheme::kRsaBlind) return {};
  Bytes outside(signature.begin(), signature.end());
  if (scheme == Scheme::kEcdsaSha256 || scheme == Scheme::kEcdsaSha384) {
    PYX_ASSIGN(outside, ecdsa_p1363_to_der(signature));
  }
  if (key.verify(scheme, as_bytes(kMessage), outside)) return {};
  return error(Code::kToken, "the signature does not verify outside of the token");
}

Result<void> sign_and_check(const Bench& bench, const ThrowAwayKey& made, Scheme scheme) {
  SigningKey key;
  key.scheme = scheme;
  key.handle =
      made.objects.private_key ? made.objects.private_key->value : made.objects.secret_key->value;
  if (made.objects.public_key) {
    PYX_ASSIGN(key.public_key, read_public_half(bench.session, *made.objects.public_key));
  }
  key.signature_bytes = signature_bytes(key.public_key);
  const Bytes input = input_for(scheme, key.signature_bytes);
  const SignJob job{bench.id, scheme, input};
  PYX_TRY(may_sign(key, job));
  PYX_ASSIGN(Bytes signature, sign_one(bench.session, key, job));
  if (key.public_key) return check_signature(*key.public_key, scheme, signature);
  return check_mac(bench.session, key.handle, input, signature);
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
  if (!made || !scheme) return;
  lines.push_back(noting_list(seen("sign " + std::string(to_text(*scheme)) + " with " + type_text,
                                   sign_and_check(bench, *made, *scheme), "C_Sign"),
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
