#include "custody/signing/sign_job.h"

#include <algorithm>

#include "custody/acts/admitting.h"
#include "custody/signing/signing_input.h"

namespace pyx::custody {
namespace {

Result<Bytes> checked(const SignJob& job, std::size_t at, Bytes result) {
  if (job.scheme == Scheme::kRsaBlind &&
      !(job.public_key && job.public_key->verify_raw_rsa(job.request.messages[at], result))) {
    Error failure =
        error(Code::kToken, "the token gave a wrong raw RSA result; it was thrown away");
    failure.control = "SIGN-CHECKED";
    return failure;
  }
  return signature_in_form(job.scheme, job.request.form, std::move(result));
}

void pin(SignJob& job, const Admission& admission) {
  job.scheme = admission.scheme;
  job.public_key = admission.key->public_key;
  job.fixed = scheme_fixed(*admission.key);
  job.signatures.resize(job.request.messages.size());
}

}  // namespace

pkcs11::SchemeFixed scheme_fixed(const KeyRecord& key) {
  const auto excepted = std::ranges::find(key.exceptions, TokenRule::kAllowedMechanisms);
  return excepted == key.exceptions.end() ? pkcs11::SchemeFixed::kOnToken
                                          : pkcs11::SchemeFixed::kByPolicy;
}

Result<Job::Recorded> SignJob::record(EvidenceLog::Writer& writer, const policies::Client& by) {
  PYX_ASSIGN(const Admission admission, admit(writer.books(), by, request.key));
  PYX_TRY(check_messages(*admission.key, request.messages));
  RequestLeaf leaf;
  leaf.client = by.name;
  leaf.key = request.key;
  leaf.request = request.request;
  leaf.scheme = admission.scheme;
  leaf.count = static_cast<std::uint32_t>(request.messages.size());
  leaf.digest = digest();
  leaf.policy = writer.books().policy.digest;
  PYX_ASSIGN(const auto staged, writer.stage_request(leaf, row));
  receipt = {writer.books().vault, staged.index, staged.leaf_hash, leaf.policy};
  pin(*this, admission);
  return Recorded::kReserved;
}

Result<void> SignJob::take_up(const EvidenceLog::Writer& writer, const policies::Client& by,
                              const Leaf& leaf) {
  PYX_ASSIGN(const Admission admission, admit_retry(writer.books(), by, request.key));
  const auto* pinned = std::get_if<RequestLeaf>(&leaf.body);
  if (pinned == nullptr) return error(Code::kStore, "the request's leaf is of another kind");
  receipt.policy = pinned->policy;
  pin(*this, admission);
  return {};
}

Result<void> SignJob::work(pkcs11::Token& token, std::size_t first, std::size_t last) {
  return sign_messages(token, *this, first, last);
}

void SignJob::answer() { done(SignAnswer{scheme, std::move(signatures), receipt}); }

Result<void> sign_messages(pkcs11::Token& token, SignJob& job, std::size_t first,
                           std::size_t last) {
  std::vector<DigestRoom> digests(last - first);
  std::vector<pkcs11::SignJob> inputs;
  inputs.reserve(last - first);
  for (std::size_t at = first; at < last; ++at) {
    inputs.push_back({job.request.key, job.scheme,
                      signing_input(job.scheme, job.request.messages[at], digests[at - first]),
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
