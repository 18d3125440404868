// A token in this process: what implements pkcs11/token.h.
#pragma once

#include <memory>
#include <mutex>

#include "pkcs11/agreement.h"
#include "pkcs11/changes.h"
#include "pkcs11/login.h"
#include "pkcs11/module.h"
#include "pkcs11/open_token.h"
#include "pkcs11/session_pool.h"
#include "pkcs11/signing_key.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

class LocalToken final : public Token {
 public:
  // Logs in. Errors: those of Login::first_session.
  static Result<std::unique_ptr<Token>> open(Module module, const TokenIdentity& identity,
                                             std::shared_ptr<const Pin> pin,
                                             const OpenOptions& options);

  const TokenIdentity& identity() const override { return login_.identity(); }
  Result<KeyFacts> generate(const KeySpec& spec) override;
  Result<KeyFacts> inspect(const KeySpec& spec) override;
  Result<std::vector<ObjectFacts>> objects() override;
  Result<void> destroy(const Uuid& id) override;
  Result<std::vector<Bytes>> sign(std::span<const SignJob> jobs) override;
  Result<std::vector<SecretBytes>> agree(const Uuid& key, std::span<const Bytes> peers,
                                         SchemeFixed fixed) override;
  Result<Sha256> check_by_encryption(const Uuid& key, ByteView message, SchemeFixed fixed) override;
  Result<SecretBytes> random(std::size_t size_bytes) override;
  Result<std::optional<Bytes>> read_marker() override;
  Result<void> write_marker(ByteView value) override;
  Result<void> destroy_marker(ByteView value) override;
  Result<std::vector<Bytes>> read_anchors() override;
  Result<void> write_anchor(ByteView value) override;
  Result<ProbeReport> probe(ProbeScope scope) override;
  Result<std::vector<BenchLine>> bench(const BenchPlan& plan) override;

 private:
  LocalToken(Module module, const TokenIdentity& identity, std::shared_ptr<const Pin> pin);

  // Control TOKEN-BOUND: the marker is the one that was read or written before.
  Result<void> check_marker(const Session& session);
  void remember_marker(const Bytes& marker);

  Result<std::shared_ptr<const SigningKey>> key(const Session& session, const Uuid& id);
  Result<void> check_all(const Session& session, std::span<const SignJob> jobs);
  Result<std::vector<Bytes>> sign_all(const Session& session, std::span<const SignJob> jobs);
  void forget_all(std::span<const SignJob> jobs);
  Result<std::vector<SecretBytes>> agree_all(const Session& session, const Uuid& id,
                                             std::span<const Bytes> peers, SchemeFixed fixed);

  Module module_;
  Login login_;
  std::optional<SessionPool> pool_;
  SigningKeys keys_;
  AgreementKeys agreement_keys_;
  Changes changes_;  // one at a time: each looks, then acts
  std::mutex marker_mutex_;
  std::optional<Bytes> marker_;
};

}  // namespace pyx::pkcs11
