// Budgets and times of a mint under the quickstart's policy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace pyx::testing {

// One budget with one window, as TOML; without a value for checks.
inline std::string budget_toml(std::string_view charge, std::string_view scope,
                               std::string_view window, std::uint64_t count, std::uint64_t value) {
  const bool has_value = charge != "check";
  return "[[budget]]\nname = \"" + std::string(charge) + "\"\ncharge = \"" + std::string(charge) +
         "\"\nscope = \"" + std::string(scope) + "\"\n" +
         (has_value ? "currency = \"EUR\"\n" : "") + "[[budget.limit]]\nwindow = \"" +
         std::string(window) + "\"\ncount = " + std::to_string(count) + "\n" +
         (has_value ? "value = " + std::to_string(value) + "\n" : "") + "\n";
}

// Room for everything a test mints, exchanges, redeems, refunds and checks.
inline std::string roomy_budgets() {
  constexpr std::uint64_t kPlenty = 1'000'000'000'000;
  std::string text = "version = 1\n\n";
  for (const char* charge : {"issue", "exchange", "redeem", "refund", "check"})
    text += budget_toml(charge, "all", "1h", kPlenty, kPlenty);
  return text;
}

// One budget for issuance alone; the others stay as in roomy_budgets().
inline std::string issue_budget(std::string_view window, std::uint64_t count, std::uint64_t value,
                                std::string_view scope = "all") {
  return "version = 1\n\n" + budget_toml("issue", scope, window, count, value);
}

// Weeks since the first period of its denominations began.
inline std::int64_t present_period(const Clock& clock) {
  const Time first = from_rfc3339("2026-11-16T00:00:00Z").value();
  return (clock.now() - first) / std::chrono::hours(24 * 7);
}

}  // namespace pyx::testing
