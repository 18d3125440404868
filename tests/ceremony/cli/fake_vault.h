// A vault of memory: it records what it is given and counts votes with the policy's own rules. It
// checks no signature that the tests do not ask for; the real vault has its own tests.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "custody/acts/lowering_statement.h"
#include "custody/vault_access.h"
#include "policies/policy.h"

namespace pyx::ceremony::testing {

// What stays when the vault is closed and opened again.
struct FakeStore {
  Sha256 id = sha256("the vault of a test");
  std::string policy;  // TOML
  std::vector<custody::ActRecord> acts;
  std::vector<custody::KeyRecord> keys;
  std::vector<custody::FreezeRecord> freezes;
  std::vector<custody::BackupRecord> backups;
  std::vector<custody::BudgetRecord> budgets;
  std::vector<custody::OpenRequest> open_requests;
  std::vector<custody::LoweringStatement> lowerings;
  std::vector<Bytes> leaves;
  std::map<Sha256, Bytes> blobs;
  std::vector<std::string> warnings;
};

class FakeVault final : public custody::VaultAccess {
 public:
  explicit FakeVault(std::shared_ptr<FakeStore> store) : store_(std::move(store)) {}

  Result<custody::VaultInfo> info() override;
  Result<Bytes> policy_bytes() override { return to_bytes(store_->policy); }
  Result<std::vector<custody::ActRecord>> acts() override { return store_->acts; }
  Result<custody::ActRecord> act(const Uuid& id) override;
  Result<std::vector<custody::KeyRecord>> keys() override { return store_->keys; }
  Result<std::vector<custody::FreezeRecord>> freezes() override { return store_->freezes; }
  Result<std::vector<custody::BackupRecord>> backups() override { return store_->backups; }
  Result<std::uint64_t> record_share(const custody::Envelope&) override {
    return error(Code::kBug, "this vault keeps no shares");
  }
  Result<Bytes> blob(const Sha256& digest) override;
  Result<std::vector<custody::BudgetRecord>> budgets() override { return store_->budgets; }
  Result<std::vector<custody::OpenRequest>> open_requests() override {
    return store_->open_requests;
  }
  Result<custody::ActRecord> propose(const custody::Envelope& envelope,
                                     const std::optional<Bytes>& document) override;
  Result<custody::ActRecord> decide(const Uuid& act, const custody::Envelope& envelope) override;
  Result<custody::FreezeRecord> freeze(const custody::Envelope& envelope) override;
  Result<custody::LoweredBudget> lower(const custody::Envelope& envelope) override;
  Result<custody::ActRecord> execute(const Uuid& act) override;
  Result<std::string> checkpoint() override { return std::string("pyx/test\n0\nAAAA\n"); }
  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override;

 private:
  Result<custody::ActRecord*> find(const Uuid& id);
  Result<policies::Policy> policy() const;
  Result<void> count(custody::ActRecord& record) const;

  std::shared_ptr<FakeStore> store_;
};

}  // namespace pyx::ceremony::testing
