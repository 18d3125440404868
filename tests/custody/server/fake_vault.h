// A vault in memory for tests of the network layer: real signatures and a real log, scripted
// failures, no store, no token, no quorum.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "custody/evidence/leaf.h"
#include "custody/evidence/note.h"
#include "custody/vault.h"

struct evp_pkey_st;  // EVP_PKEY

namespace pyx::testing {

class FakeVault final : public custody::Vault,
                        private custody::SigningDesk,
                        private custody::OperationDesk {
 public:
  FakeVault();
  ~FakeVault() override;

  // The script.
  std::vector<policies::Client> clients;
  std::optional<Error> refuse_signing;                     // every request is answered so
  std::optional<Error> next_signing;                       // the next one only, nothing is signed
  std::optional<Error> refuse_operations, next_operation;  // the same, of the mint's operations
  // What is answered instead of what the fake makes up.
  std::optional<decltype(custody::ValueAnswer::what)> next_value;
  std::optional<custody::Remaining> remaining = custody::Remaining{"hourly", "1h", 97, 48500};
  std::optional<Error> canary_error, store_error, act_error;
  custody::Freshness fresh;
  std::map<std::string, std::uint64_t> bad_coins_of;
  std::function<void()> while_executing;          // called by execute()
  std::vector<std::chrono::milliseconds> delays;  // of the first requests, then none
  std::string policy = "name = \"fake\"\n";
  std::vector<custody::ActRecord> act_list;
  std::vector<custody::FreezeRecord> freeze_list;
  std::vector<custody::BackupRecord> backup_list;
  std::vector<custody::BudgetRecord> budget_list;
  std::vector<custody::OpenRequest> open_list;
  std::vector<custody::KeyRecord> key_list;  // the P-256 key that signs is the first

  // What happened.
  std::size_t signed_messages() const;
  std::size_t requests() const;
  custody::SignRequest last_request() const;
  std::vector<custody::ValueRequest> operations_asked() const;
  std::size_t proposals = 0, decisions = 0, executions = 0, freezings = 0, lowerings = 0,
              sayings = 0;
  std::optional<Bytes> last_document;  // of the last proposal

  const Uuid& key() const { return key_list.front().id; }
  const Sha256& vault_id() const { return vault_id_; }
  const custody::NoteKey& log_key() const { return *log_key_; }
  void add_leaf(Bytes leaf);

  custody::SigningDesk& signing() override { return *this; }
  custody::OperationDesk& operations() override { return *this; }
  Result<policies::Client> client(const custody::ClientIdentity& identity) override;
  Result<void> canary() override;
  Result<void> check_store() override;
  custody::Freshness freshness() override { return fresh; }
  Result<std::map<std::string, std::uint64_t>> bad_coins() override { return bad_coins_of; }
  Result<Bytes> tile(const std::string& path) override;
  void stop() override;
  Result<custody::VaultInfo> info() override;
  Result<Bytes> policy_bytes() override { return to_bytes(policy); }
  Result<std::vector<custody::ActRecord>> acts() override { return act_list; }
  Result<custody::ActRecord> act(const Uuid& id) override;
  Result<std::vector<custody::KeyRecord>> keys() override { return key_list; }
  Result<std::vector<custody::FreezeRecord>> freezes() override { return freeze_list; }
  Result<std::vector<custody::BackupRecord>> backups() override { return backup_list; }
  Result<std::uint64_t> record_share(const custody::Envelope& envelope) override;
  Result<std::vector<custody::BudgetRecord>> budgets() override { return budget_list; }
  Result<std::vector<custody::OpenRequest>> open_requests() override { return open_list; }
  Result<Bytes> blob(const Sha256& digest) override;
  Result<custody::ActRecord> propose(const custody::Envelope& envelope,
                                     const std::optional<Bytes>& document) override;
  Result<custody::ActRecord> decide(const Uuid& id, const custody::Envelope& envelope) override;
  Result<custody::FreezeRecord> freeze(const custody::Envelope& envelope) override;
  Result<custody::LoweredBudget> lower(const custody::Envelope& envelope) override;
  Result<custody::ActRecord> execute(const Uuid& id) override;
  Result<std::string> checkpoint() override;
  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override;

 private:
  void submit(custody::SignRequest request, custody::SignCallback done) override;
  void submit(custody::ValueRequest request, custody::ValueCallback done) override;
  Result<custody::SignAnswer> answer(const custody::SignRequest& request);
  Result<custody::ValueAnswer> operate(const custody::ValueRequest& request);
  custody::Minted minted(const std::vector<custody::CoinLine>& lines) const;
  decltype(custody::ValueAnswer::what) made_up(const custody::ValueRequest& request) const;
  custody::Envelope stated(const Bytes& payload) const;
  custody::Receipt recorded(const custody::Leaf& leaf);

  mutable std::mutex mutex_;
  evp_pkey_st* signing_key_;
  evp_pkey_st* note_key_;
  Sha256 vault_id_{};
  std::optional<custody::NoteKey> log_key_;
  std::vector<Bytes> leaves_;
  std::vector<custody::SignRequest> requests_;
  std::vector<custody::ValueRequest> operations_;
  std::size_t signed_messages_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace pyx::testing
