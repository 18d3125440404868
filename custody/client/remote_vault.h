// A vault behind a running pyxd: what `pyx --server URL` works on.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "custody/client/transport.h"
#include "custody/vault_access.h"

namespace pyx::client {

// Threads: any, one call at a time goes over the wire. Errors of every call besides those of
// custody/vault_access.h: kRetry (the server is not reached; of a statement it is then unknown
// whether it was recorded), kRefused (certificates, or the client lacks the access), kBug (the
// answer has not the API's form).
class RemoteVault final : public custody::VaultAccess {
 public:
  // Errors: kBadInput, kNotFound (files, URL). Connects at the first call.
  static Result<std::unique_ptr<RemoteVault>> open(const TransportOptions& options);
  explicit RemoteVault(std::unique_ptr<Transport> transport) : transport_(std::move(transport)) {}

  Result<custody::VaultInfo> info() override;
  Result<Bytes> policy_bytes() override;
  Result<std::vector<custody::ActRecord>> acts() override;
  Result<custody::ActRecord> act(const Uuid& id) override;
  Result<std::vector<custody::KeyRecord>> keys() override;
  Result<std::vector<custody::FreezeRecord>> freezes() override;
  Result<std::vector<custody::BackupRecord>> backups() override;
  Result<std::uint64_t> record_share(const custody::Envelope& envelope) override;
  Result<std::vector<custody::BudgetRecord>> budgets() override;
  Result<std::vector<custody::OpenRequest>> open_requests() override;
  Result<Bytes> blob(const Sha256& digest) override;
  Result<custody::ActRecord> propose(const custody::Envelope& envelope,
                                     const std::optional<Bytes>& document) override;
  Result<custody::ActRecord> decide(const Uuid& act, const custody::Envelope& envelope) override;
  Result<custody::FreezeRecord> freeze(const custody::Envelope& envelope) override;
  Result<custody::LoweredBudget> lower(const custody::Envelope& envelope) override;
  Result<custody::ActRecord> execute(const Uuid& act) override;
  Result<std::string> checkpoint() override;
  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override;

 private:
  Result<Reply> send(const Exchange& asked);
  Result<std::string> get(std::string path);
  Result<json::value> get_json(std::string path);
  Result<json::value> post_json(std::string path, std::string body);
  Result<std::vector<Bytes>> bundle(std::uint64_t index, std::uint64_t size);

  std::mutex mutex_;
  std::unique_ptr<Transport> transport_;
};

}  // namespace pyx::client
