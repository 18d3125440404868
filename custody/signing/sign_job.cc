#include "custody/signing/sign_job.h"

#include <algorithm>
#include <array>

namespace pyx::custody {
namespace {

constexpr std::size_t kLongestDigest = 48;
using Digest = std::array<std::uint8_t, kLongestDigest>;

// What the token signs for a message: its digest, or the message itself. `room` keeps a digest
// alive.
ByteView token_input(Scheme scheme, const Bytes& message, Digest& room) {
  switch (scheme) {
    case Scheme::kRsaPssSha256:
    case Scheme::kEcdsaSha256: {
      std::ranges::copy(sha256(message), room.begin());
      return ByteView(room).first(kSha256Bytes);
    }
    case Scheme::kEcdsaSha384: {
      std::ranges::copy(sha384(message), room.begin());
      return ByteView(room);
    }
    case Scheme::kRsaBlind:
    case Scheme::kEd25519:
    case Scheme::kHmacSha256:
      return message;
  }
  return message;
}

Result<Bytes> checked(const SignJob& job, std::size_t at, Bytes result) {
  if (job.scheme == Scheme::kRsaBlind &&
      !(job.public_key && job.public_key->verify_raw_rsa(job.request.messages[at], result))) {
    Error failure =
        error(Code::kToken, "the token gave a wrong raw RSA result; it was thrown away");
    failure.control = "SIGN-CHECKED";
    return failure;
  }
  const bool ecdsa = job.scheme == Scheme::kEcdsaSha256 || job.scheme == Scheme::kEcdsaSha384;
  if (ecdsa && job.request.form == EcdsaForm::kDer) return ecdsa_p1363_to_der(result);
  return result;
}

}  // namespace

Result<void> sign_messages(pkcs11::Token& token, SignJob& job, std::size_t first,
                           std::size_t last) {
  std::vector<Digest> digests(last - first);
  std::vector<pkcs11::SignJob> inputs;
  inputs.reserve(last - first);
  for (std::size_t at = first; at < last; ++at) {
    inputs.push_back({job.request.key, job.scheme,
                      token_input(job.scheme, job.request.messages[at], digests[at - first]),
                      job.fixed});
  }
  PYX_ASSIGN(std::vector<Bytes> results, token.sign(inputs));
  if (results.size() != inputs.size())
    return error(Code::kBug, "the token answered another number of signatures");
  for (std::size_t at = first; at < last; ++at) {
    PYX_ASSIGN(job.signatures[at], checked(job, at, std::move(results[at - first])));
  }
  return {};
}

}  // namespace pyx::custody
