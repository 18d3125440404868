#include "pkcs11/trial_signing.h"

#include <algorithm>

#include "base/sha256.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/public_half.h"
#include "pkcs11/signing.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::string_view kMessage = "pyx: a signature that is worth nothing";

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

}  // namespace

Result<TrialKey> trial_key(const Bench& bench, const ThrowAwayKey& made, Scheme scheme) {
  TrialKey trial;
  trial.scheme = scheme;
  trial.key.scheme = scheme;
  trial.key.handle =
      made.objects.private_key ? made.objects.private_key->value : made.objects.secret_key->value;
  if (made.objects.public_key) {
    PYX_ASSIGN(trial.key.public_key, read_public_half(bench.session, *made.objects.public_key));
  }
  trial.key.signature_bytes = signature_bytes(trial.key.public_key);
  trial.input = input_for(scheme, trial.key.signature_bytes);
  PYX_TRY(may_sign(trial.key, {bench.id, scheme, trial.input}));
  return trial;
}

Result<void> sign_and_check(const Bench& bench, const TrialKey& trial) {
  const SignJob job{bench.id, trial.scheme, trial.input};
  PYX_ASSIGN(Bytes signature, sign_one(bench.session, trial.key, job));
  const auto& public_key = trial.key.public_key;
  if (public_key) return check_signature(*public_key, trial.scheme, signature);
  return check_mac(bench.session, trial.key.handle, trial.input, signature);
}

}  // namespace pyx::pkcs11
