// Budgets: how many coins, worth how much, may be issued, exchanged, redeemed, refunded and
// checked, and in what time. They are set by the act budget.set, all of whose budgets stand in one
// TOML text whose bytes the quorum signs; they are state beside the policy, not a part of it.
// Format: docs/formats/budgets.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"

namespace pyx::policies {

// What a budget counts.
enum class Charge {
  kIssue,     // coins.mint and blind.sign: value that comes into being
  kExchange,  // coins.exchange: outstanding value does not change
  kRedeem,    // coins.redeem: value that goes out
  kRefund,    // the act coins.refund: what is issued again
  kCheck,     // coins.check: coins looked at; without value
};
std::string_view to_text(Charge charge);  // "issue" "exchange" "redeem" "refund" "check"
std::optional<Charge> charge_from(std::string_view text);

// Whose charges it counts.
struct Scope {
  enum class Kind { kAll, kClient, kDenomination, kProfile, kKey } kind = Kind::kAll;
  std::string name;  // of the client, denomination or profile, the key's id; empty for kAll
  friend auto operator<=>(const Scope&, const Scope&) = default;
};
std::string to_text(const Scope& scope);  // "all" "client:issuer" "key:0190…"
std::optional<Scope> scope_from(std::string_view text);

struct Limit {
  std::optional<Duration> window;  // nothing: for life
  std::uint64_t count = 0;         // coins
  std::uint64_t value = 0;         // minor units; 0 for kCheck, which has no value
  friend bool operator==(const Limit&, const Limit&) = default;
};
std::string window_text(const std::optional<Duration>& window);  // "1h", "life"
std::optional<std::optional<Duration>> window_from(std::string_view text);

struct Budget {
  std::string name;  // an id, unique
  Charge charge = Charge::kIssue;
  Scope scope;
  std::string currency;       // only charges in it count; empty for kCheck, where all do
  std::vector<Limit> limits;  // 1 to 8, each window once, in the order of the text
  friend bool operator==(const Budget&, const Budget&) = default;
};

inline constexpr std::size_t kMostBudgets = 1024;
inline constexpr std::size_t kMostLimits = 8;
inline constexpr Duration kLongestWindow = std::chrono::hours(24 * 366);

struct BudgetFile {
  Sha256 digest{};  // of the raw TOML bytes
  std::vector<Budget> budgets;
};
// Strict, as a policy is. Errors: kBadInput "NAME:line:column: what is wrong".
Result<BudgetFile> parse_budgets(std::string_view text, std::string_view source_name);

}  // namespace pyx::policies
