// A vault in memory for tests: five people with fresh keys, a policy in memory, the real register,
// and a log that is a list. What a token would make is made by OpenSSL.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "custody/acts/binding_statement.h"
#include "custody/acts/register.h"
#include "custody/vault_access.h"
#include "tests/matchers.h"
#include "tests/support/enforcing_rules.h"

struct evp_pkey_st;

namespace pyx::testing {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(result).value();
}
inline void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(describe(result.error()));
}

// Stands still until it is moved.
class StillClock : public Clock {
 public:
  Time now() const override { return now_; }
  Duration passed() const override { return passed_; }
  void advance(Duration by) {  // time passes
    now_ += by;
    passed_ += std::max(by, Duration(0));
  }
  void set(Time to) { now_ = to; }  // somebody sets the clock

 private:
  Duration passed_{};
  Time now_ = from_rfc3339("2026-11-23T09:00:00.000Z").value();
};

// A private key in software, by OpenSSL.
class TestKey {
 public:
  explicit TestKey(KeyType type);
  const PublicKey& public_key() const { return public_key_; }
  Bytes sign(ByteView message) const;  // Ed25519: 64 bytes; P-256: DER over SHA-256
  // As pyx officer new writes it: PKCS#8, AES-256-CBC under PBKDF2.
  std::string encrypted_pem(const std::string& passphrase) const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
  PublicKey public_key_;
};

// A DSSE envelope, signed by each of `keys`.
custody::Envelope envelope_by(std::vector<const TestKey*> keys, Bytes payload);
Bytes new_nonce(std::size_t size_bytes = custody::kNonceBytes);

// olga (operator); alice, bob (P-256), carol (security officers); dave (auditor). Rules as in
// policies/examples/quickstart.toml.in. Profiles: "p-256", "blind", "secret", "aes" without a
// backup, "vital" with one, "portable" with one and may be exposed; of a mint "coin", "seed",
// "envelope", "answer". Denominations in EUR: "eur-5", "eur-1", and "eur-10-blind", with keys by
// the week; the clock starts in period 1. Clients: "issuer" signs with all of them but "secret" and
// does every operation of the mint, "till" signs with "secret", "desk" carries acts and does not
// sign.
using People = std::map<std::string, TestKey, std::less<>>;
People new_people();
std::string policy_text(const People& people, std::string_view name = "test");
Sha256 client_key(std::string_view client);  // what the policy pins

class MemoryVault {
 public:
  using Body = decltype(custody::Leaf::body);

  // On a token that enforces every rule, or one of which something else was found.
  explicit MemoryVault(std::vector<pkcs11::RuleFinding> token_rules = all_enforced());

  StillClock clock;
  People people = new_people();
  std::map<Sha256, Bytes> blobs;

  const custody::Books& books() const { return register_->books(); }
  const custody::Register& the_register() const { return *register_; }
  custody::BlobReader blob_reader() const;
  Sha256 put_blob(Bytes bytes);
  const std::vector<Bytes>& leaves() const { return leaves_; }

  // Statements, not recorded yet.
  custody::Act act(custody::ActParameters parameters, std::string proposer = "olga") const;
  custody::ProposalLeaf proposal(const custody::Act& act) const;  // signed by its proposer
  custody::DecisionStatement decision(const Uuid& act, std::string person,
                                      policies::Choice choice = policies::Choice::kApprove) const;
  custody::DecisionLeaf signed_decision(const Uuid& act,
                                        const custody::DecisionStatement& decision) const;
  custody::FreezeStatement freeze(custody::FreezeTarget target, std::string person) const;
  custody::FreezeLeaf signed_freeze(const custody::FreezeStatement& freeze) const;
  custody::RequestLeaf request(const std::string& client, const Uuid& key,
                               std::uint32_t count = 1) const;
  custody::MadeKey made_key(KeyType type) const;  // what a token would have made
  custody::IntentLeaf intent(const Uuid& act) const;

  // Through the gate of the register, at the clock's time: the leaf's index.
  Result<std::uint64_t> append(Body body);
  // Past the gate: what a vault that lies would write.
  std::uint64_t append_unchecked(const Body& body);
  Result<std::uint64_t> propose(const custody::Act& act) { return append(proposal(act)); }
  Result<std::uint64_t> decide(const Uuid& act, const std::string& person,
                               policies::Choice choice = policies::Choice::kApprove) {
    return append(signed_decision(act, decision(act, person, choice)));
  }

  // Going on on another token: the act's parameters, as of now, and what its leaf names.
  custody::TokenReplace move_to(const std::string& serial) const;
  custody::BindingStatement binding(const Uuid& act, const TestKey& log_key) const;
  Sha256 put_binding(const custody::BindingStatement& said, const TestKey& signer);
  Sha256 root_at(std::uint64_t size) const;

  // Whole ways, which must succeed.
  Uuid proposed(custody::ActParameters parameters);  // the act's id
  Uuid approved(custody::ActParameters parameters);  // by alice, bob and, where it needs him, dave
  void execute(const Uuid& act);                     // with its intent, if it needs one
  Uuid done(custody::ActParameters parameters);      // proposed, approved and executed
  Uuid new_key(const std::string& profile);
  Uuid active_key(const std::string& profile);
  Uuid coin_key(const std::string& denomination, std::int64_t period = 1);
  void set_budgets(std::string_view text);
  Sha256 frozen(custody::FreezeTarget target, const std::string& person);  // the freeze's id

  // A checkpoint over all leaves, signed by the present log key, or by `key`.
  std::string checkpoint(const TestKey* key = nullptr) const;
  const TestKey& log_key() const { return log_key_; }

 private:
  void keep(const custody::Leaf& leaf);

  TestKey log_key_{KeyType::kEd25519};
  std::optional<custody::Register> register_;
  std::vector<Bytes> leaves_;
};

// What an exporter reads of it.
class MemoryAccess : public custody::VaultAccess {
 public:
  explicit MemoryAccess(const MemoryVault& vault) : vault_(vault) {}
  Result<custody::VaultInfo> info() override;
  Result<Bytes> policy_bytes() override { return vault_.books().policy_bytes; }
  Result<std::vector<custody::ActRecord>> acts() override { return vault_.books().acts; }
  Result<custody::ActRecord> act(const Uuid& id) override;
  Result<std::vector<custody::KeyRecord>> keys() override { return vault_.books().keys; }
  Result<std::vector<custody::FreezeRecord>> freezes() override { return vault_.books().freezes; }
  Result<Bytes> blob(const Sha256& digest) override { return vault_.blob_reader()(digest); }
  Result<custody::ActRecord> propose(const custody::Envelope&,
                                     const std::optional<Bytes>&) override {
    return read_only();
  }
  Result<custody::ActRecord> decide(const Uuid&, const custody::Envelope&) override {
    return read_only();
  }
  Result<custody::FreezeRecord> freeze(const custody::Envelope&) override { return read_only(); }
  Result<custody::LoweredBudget> lower(const custody::Envelope&) override { return read_only(); }
  Result<std::vector<custody::BudgetRecord>> budgets() override { return read_only(); }
  Result<std::vector<custody::OpenRequest>> open_requests() override { return read_only(); }
  Result<std::vector<custody::BackupRecord>> backups() override { return vault_.books().backups; }
  Result<std::uint64_t> record_share(const custody::Envelope&) override { return read_only(); }
  Result<custody::ActRecord> execute(const Uuid&) override { return read_only(); }
  Result<std::string> checkpoint() override { return vault_.checkpoint(); }
  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override;

 private:
  static Error read_only() { return error(Code::kBug, "this vault is only read"); }
  const MemoryVault& vault_;
};

}  // namespace pyx::testing
