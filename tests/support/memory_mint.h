// The vault in memory as a mint, without a token: its keys and budgets, and leaves of its
// operations as a right mint would write them, through the gate and with the tallies kept beside.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "custody/coins/retired_in_memory.h"
#include "tests/support/custody_fixture.h"

namespace pyx::testing {

// Text of a file of budgets: one limit of 1h, and one for life where `life_value` is above zero.
struct BudgetText {
  std::string name;
  std::string charge = "issue";
  std::string scope = "all";
  std::uint64_t count = 1'000'000;
  std::uint64_t value = 1'000'000'000;
  std::uint64_t life_value = 0;
};
std::string budgets_text(const std::vector<BudgetText>& budgets);
std::string roomy_budget_texts();  // one named after each charge, for all

class MemoryMint {
 public:
  using Leaf = custody::OperationLeaf;

  // With keys of eur-5 and eur-1 for the present period, and roomy budgets; of a vault of its own,
  // or of `in`, which outlives it.
  MemoryMint();
  explicit MemoryMint(MemoryVault& in);

 private:
  std::unique_ptr<MemoryVault> own_;

 public:
  MemoryVault& vault;
  custody::Tallies tallies;
  custody::RetiredInMemory retired;
  Uuid seed, envelope, answer, five, one;
  const Uuid& blind();  // of eur-10-blind for the present period; made when first asked for

  custody::Gate gate() { return {vault.books(), tallies, retired, vault.clock.now()}; }
  // As the vault's, and the tallies follow.
  void set_budgets(const std::string& text);
  Uuid coin_key(const std::string& denomination, std::int64_t period);

  // `many` coins of the key that were made nowhere else in this test.
  custody::RetiredCoins coins(const Uuid& key, std::size_t many = 1);

  // Right leaves of the client "issuer", not through the gate yet.
  Leaf mint(std::vector<custody::IssuedCoins> issued) const;
  Leaf check(std::string verdicts) const;
  Leaf exchange(std::vector<custody::RetiredCoins> in, std::vector<custody::IssuedCoins> out) const;
  Leaf redeem(std::vector<custody::RetiredCoins> in) const;
  Leaf blind_sign(std::uint64_t count);
  Leaf answer_sign() const;
  Leaf attest();  // its statement is a blob of the vault

  // Through the gate, kept, and into the log with the remainder that the gate gave: its index.
  Result<std::uint64_t> append(Leaf leaf);
  // Of the act refund or free, approved and executed with what moved. Refused, nothing is kept.
  Result<std::uint64_t> execute(custody::ActParameters parameters, custody::Refund refund);
  // Past the gate: its quorum is there, what moved may be anything.
  std::uint64_t execute_unchecked(custody::ActParameters parameters, custody::Refund refund);
  custody::OperationAt operation_at() const;

 private:
  void begin();
  Leaf leaf(custody::Operation operation) const;
  Uuid begun(custody::ActParameters parameters);

  std::optional<Uuid> blind_;
  std::uint64_t next_coin_ = 0;
};

}  // namespace pyx::testing
