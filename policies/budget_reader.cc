#include <utility>

#include "base/toml.h"
#include "policies/budget.h"
#include "policies/field.h"

namespace pyx::policies {
namespace {

constexpr std::int64_t kVersion = 1;

Result<Charge> read_charge(toml::Table& table) {
  PYX_ASSIGN(const toml::Text text, table.string("charge"));
  if (const auto charge = charge_from(text.text)) return *charge;
  return table.fail(text.at, "unknown charge " + in_quotes(text.text) +
                                 "; known are issue, exchange, redeem, refund, check");
}

Result<Scope> read_scope(toml::Table& table) {
  PYX_ASSIGN(const toml::Text text, table.string("scope"));
  if (auto scope = scope_from(text.text)) return *std::move(scope);
  return table.fail(text.at, "scope " + in_quotes(text.text) +
                                 " must be all, client:NAME, denomination:NAME, profile:NAME or "
                                 "key:UUID");
}

Error of_no_value(toml::Table& table, std::string_view key) {
  return table.fail(table.position_of(key), "a budget of check counts coins without their value: " +
                                                std::string(key) + " does not go with it");
}

Result<std::string> read_currency_of(toml::Table& table, Charge charge) {
  if (charge == Charge::kCheck) {
    if (table.has("currency")) return of_no_value(table, "currency");
    return std::string();
  }
  PYX_ASSIGN(toml::Text currency, read_currency(table, "currency"));
  return std::move(currency.text);
}

Result<std::uint64_t> read_value(toml::Table& table, Charge charge) {
  if (charge == Charge::kCheck) {
    if (table.has("value")) return of_no_value(table, "value");
    return std::uint64_t{0};
  }
  PYX_ASSIGN(const std::int64_t value, table.integer("value", 0, kMostAmount));
  return static_cast<std::uint64_t>(value);
}

Result<Limit> read_limit(toml::Table& table, Charge charge, FirstUses& windows) {
  PYX_ASSIGN(const toml::Text text, table.string("window"));
  const auto window = window_from(text.text);
  if (!window)
    return table.fail(text.at,
                      "window " + in_quotes(text.text) +
                          " must be a length of time like 90s, 15m, 24h or 7d, of at most " +
                          pyx::to_text(kLongestWindow) + ", or life");
  // By its length, not by how it is written: 60s is 1m.
  PYX_TRY(windows.once(table, {window_text(*window), text.at}, "in the budget, window"));
  PYX_ASSIGN(const std::int64_t count, table.integer("count", 0, kMostAmount));
  PYX_ASSIGN(const std::uint64_t value, read_value(table, charge));
  return Limit{*window, static_cast<std::uint64_t>(count), value};
}

Result<std::vector<Limit>> read_limits(toml::Table& budget, Charge charge) {
  PYX_ASSIGN(const auto tables, budget.tables("limit"));
  if (tables.size() > kMostLimits)
    return budget.fail(tables[kMostLimits]->at(),
                       "more than " + std::to_string(kMostLimits) + " limits in one budget");
  FirstUses windows;
  std::vector<Limit> limits;
  for (toml::Table* const table : tables) {
    PYX_ASSIGN(Limit limit, read_limit(*table, charge, windows));
    limits.push_back(limit);
  }
  return limits;
}

Result<Budget> read_budget(toml::Table& table, FirstUses& names) {
  Budget budget;
  PYX_ASSIGN(const toml::Text name, read_id(table, "name"));
  PYX_TRY(names.once(table, name, "budget"));
  budget.name = name.text;
  PYX_ASSIGN(budget.charge, read_charge(table));
  PYX_ASSIGN(budget.scope, read_scope(table));
  PYX_ASSIGN(budget.currency, read_currency_of(table, budget.charge));
  PYX_ASSIGN(budget.limits, read_limits(table, budget.charge));
  return budget;
}

}  // namespace

Result<BudgetFile> parse_budgets(std::string_view text, std::string_view source_name) {
  PYX_ASSIGN(const auto root, toml::parse(text, source_name));
  PYX_TRY(read_version(*root, kVersion, "budgets"));
  BudgetFile file;
  file.digest = sha256(text);
  PYX_ASSIGN(const auto tables, root->tables("budget"));
  if (tables.size() > kMostBudgets)
    return root->fail(tables[kMostBudgets]->at(),
                      "more than " + std::to_string(kMostBudgets) + " budgets in one text");
  FirstUses names;
  for (toml::Table* const table : tables) {
    PYX_ASSIGN(Budget budget, read_budget(*table, names));
    file.budgets.push_back(std::move(budget));
  }
  PYX_TRY(root->finish());
  return file;
}

}  // namespace pyx::policies
