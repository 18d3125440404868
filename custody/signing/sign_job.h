// A client's request for raw signatures, on its way through the vault.
#pragma once

#include <optional>
#include <vector>

#include "base/public_key.h"
#include "custody/signing/job.h"

namespace pyx::custody {

struct SignJob : Job {
  SignRequest request;
  SignCallback done;
  Scheme scheme = Scheme::kEcdsaSha256;
  std::optional<PublicKey> public_key;  // of an asymmetric key
  pkcs11::SchemeFixed fixed = pkcs11::SchemeFixed::kOnToken;
  std::vector<Bytes> signatures;  // one place a message, each written by one thread

  const ClientIdentity& client() const override { return request.client; }
  Uuid scope() const override { return request.key; }
  Uuid request_id() const override { return request.request; }
  Sha256 digest() const override { return request_digest(request.key, request.messages); }
  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override;
  Result<void> take_up(const EvidenceLog::Writer& writer, const policies::Client& client,
                       const Leaf& leaf) override;
  std::size_t steps() const override { return request.messages.size(); }
  bool may_be_split() const override { return true; }
  Result<void> work(pkcs11::Token& token, std::size_t first, std::size_t last) override;
  void answer() override;
  void refuse(Error why) override { done(std::move(why)); }
  void drop_contents() override { request.messages.clear(); }
};

// Signs messages [first, last) of the job on the token, checks each raw RSA result with the public
// key (SIGN-CHECKED), and puts the signatures into their places in the form that was asked for.
// Errors: the token's; kToken with SIGN-CHECKED if a result is wrong: then nothing of it is kept.
Result<void> sign_messages(pkcs11::Token& token, SignJob& job, std::size_t first, std::size_t last);

// What keeps the key to its scheme.
pkcs11::SchemeFixed scheme_fixed(const KeyRecord& key);

}  // namespace pyx::custody
