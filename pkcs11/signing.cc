#include "pkcs11/signing.h"

#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::string_view kControl = "SIGN-CHECKED";

Result<void> exactly(const SignJob& job, std::size_t size_bytes) {
  if (job.input.size() == size_bytes) return {};
  return error(Code::kBadInput, "the input of " + std::string(to_text(job.scheme)) + " is " +
                                    std::to_string(job.input.size()) + " bytes and must be " +
                                    std::to_string(size_bytes));
}

Result<void> scheme_is_its_own(const SigningKey& key, const SignJob& job) {
  if (key.scheme) {
    if (job.scheme == *key.scheme) return {};
    return refused(kControl, "key " + job.key.text() + " does " +
                                 std::string(to_text(*key.scheme)) + " and nothing else");
  }
  if (job.fixed != SchemeFixed::kByPolicy) {
    return refused(kControl, "the token does not fix key " + job.key.text() + " to one mechanism");
  }
  for (const Purpose purpose : {Purpose::kSign, Purpose::kBlindSign, Purpose::kMac}) {
    if (scheme_of(key.type, purpose) == job.scheme) return {};
  }
  return refused(kControl, "key " + job.key.text() + " of type " + std::string(to_text(key.type)) +
                               " does not do " + std::string(to_text(job.scheme)));
}

}  // namespace

Result<void> may_sign(const SigningKey& key, const SignJob& job) {
  PYX_TRY(scheme_is_its_own(key, job));
  switch (job.scheme) {
    case Scheme::kRsaPssSha256:
    case Scheme::kEcdsaSha256:
      return exactly(job, 32);
    case Scheme::kEcdsaSha384:
      return exactly(job, 48);
    case Scheme::kRsaBlind:
      PYX_TRY(exactly(job, key.signature_bytes));
      if (key.public_key && key.public_key->rsa_element_in_range(job.input)) return {};
      return error(Code::kBadInput, "the element to be signed is not below the modulus");
    case Scheme::kEd25519:
    case Scheme::kHmacSha256:
      return {};
  }
  return error(Code::kBug, "a scheme without a rule");
}

Result<Bytes> sign_one(const Session& session, const SigningKey& key, const SignJob& job) {
  const Module& module = session.module();
  SignMechanism mechanism(job.scheme);
  PYX_TRY(
      from_ckr(module->C_SignInit(session.handle(), mechanism.get(), key.handle), "C_SignInit"));
  // Modules refuse NULL even for an empty message.
  std::uint8_t nothing = 0;
  auto* input = job.input.empty() ? &nothing : const_cast<CK_BYTE_PTR>(job.input.data());
  Bytes signature(key.signature_bytes);
  CK_ULONG written = signature.size();
  PYX_TRY(from_ckr(
      module->C_Sign(session.handle(), input, job.input.size(), signature.data(), &written),
      "C_Sign"));
  if (written != signature.size()) {
    return error(Code::kToken, "the token returned " + std::to_string(written) + " bytes for a " +
                                   std::string(to_text(job.scheme)) + " signature");
  }
  if (job.scheme == Scheme::kRsaBlind && !key.public_key->verify_raw_rsa(job.input, signature)) {
    Error fault = error(Code::kToken, "the token returned a wrong raw RSA result; it is withheld");
    fault.control = kControl;
    return fault;
  }
  return signature;
}

}  // namespace pyx::pkcs11
