#include "ceremony/cli/budget_view.h"

#include <algorithm>
#include <utility>

#include "ceremony/cli/list_text.h"
#include "ceremony/cli/table.h"

namespace pyx::ceremony {
namespace {

using custody::Amount;
using custody::BudgetRecord;
using policies::Budget;
using policies::Limit;

std::string number(std::uint64_t value) { return std::to_string(value); }

bool has_value(const Budget& budget) { return budget.charge != policies::Charge::kCheck; }

std::string value_text(const Budget& budget, std::uint64_t value) {
  return has_value(budget) ? number(value) : "-";
}

std::vector<std::string> heading_of(const Budget& budget) {
  return {budget.name, std::string(to_text(budget.charge)), to_text(budget.scope),
          budget.currency.empty() ? "-" : budget.currency};
}

json::object limit_json(const Limit& limit) {
  json::object out;
  out["window"] = policies::window_text(limit.window);
  out["count"] = limit.count;
  out["value"] = limit.value;
  return out;
}

json::object amount_json(const Amount& amount) {
  json::object out;
  out["count"] = amount.count;
  out["value"] = amount.value;
  return out;
}

json::object budget_json(const Budget& budget, json::array limits) {
  json::object out;
  out["name"] = budget.name;
  out["charge"] = to_text(budget.charge);
  out["scope"] = to_text(budget.scope);
  if (!budget.currency.empty()) out["currency"] = budget.currency;
  out["limits"] = std::move(limits);
  return out;
}

// A record of what was taken is in the order of the limits; what is missing in it is none.
Amount taken_at(const BudgetRecord& record, std::size_t limit) {
  return limit < record.taken.size() ? record.taken[limit] : Amount{};
}

std::string direction(const Limit& from, const Limit& to) {
  const bool raised = to.count > from.count || to.value > from.value;
  const bool lowered = to.count < from.count || to.value < from.value;
  if (raised && lowered) return "RAISED and lowered";
  if (raised) return "RAISED";
  return lowered ? "lowered" : "as it was";
}

const Limit* limit_of(const Budget& budget, const std::optional<Duration>& window) {
  const auto found = std::ranges::find(budget.limits, window, &Limit::window);
  return found == budget.limits.end() ? nullptr : &*found;
}

void add_new(Table& to, const Budget& budget, const Limit& limit) {
  to.add({"  " + budget.name, policies::window_text(limit.window), number(limit.count),
          value_text(budget, limit.value), "NEW"});
}

// What of a budget is another than before, beside its limits.
std::string other_scope(const Budget& from, const Budget& to) {
  const auto text = [](const Budget& one) { return joined(heading_of(one)); };
  if (text(from) == text(to)) return {};
  return "  " + to.name + " COUNTS SOMETHING ELSE: " + text(from) + " -> " + text(to) + "\n";
}

void add_changes(Table& to, const Budget& from, const Budget& wanted) {
  for (const Limit& limit : wanted.limits) {
    const Limit* const before = limit_of(from, limit.window);
    if (before == nullptr) {
      add_new(to, wanted, limit);
      continue;
    }
    to.add({"  " + wanted.name, policies::window_text(limit.window),
            change_text(before->count, limit.count),
            has_value(wanted) ? change_text(before->value, limit.value) : "-",
            direction(*before, limit)});
  }
  for (const Limit& limit : from.limits) {
    if (limit_of(wanted, limit.window) != nullptr) continue;
    to.add({"  " + wanted.name, policies::window_text(limit.window),
            number(limit.count) + " -> no limit",
            has_value(from) ? number(limit.value) + " -> no limit" : "-", "TAKEN AWAY"});
  }
}

}  // namespace

std::string change_text(std::uint64_t from, std::uint64_t to) {
  return from == to ? number(to) : number(from) + " -> " + number(to);
}

std::string limits_table(const std::vector<Budget>& budgets) {
  Table table;
  table.add({"BUDGET", "COUNTS", "OF", "CURRENCY", "WINDOW", "COINS", "VALUE"});
  for (const Budget& budget : budgets) {
    for (const Limit& limit : budget.limits) {
      std::vector<std::string> row = heading_of(budget);
      row.insert(row.end(), {policies::window_text(limit.window), number(limit.count),
                             value_text(budget, limit.value)});
      table.add(std::move(row));
    }
  }
  return table.text();
}

json::array limits_json(const std::vector<Budget>& budgets) {
  json::array list;
  for (const Budget& budget : budgets) {
    json::array limits;
    for (const Limit& limit : budget.limits) limits.push_back(limit_json(limit));
    list.push_back(budget_json(budget, std::move(limits)));
  }
  return list;
}

Amount remaining_of(const Limit& limit, const Amount& taken) {
  return {limit.count - std::min(limit.count, taken.count),
          limit.value - std::min(limit.value, taken.value)};
}

std::string budget_table(const std::vector<BudgetRecord>& budgets) {
  Table table;
  table.add({"BUDGET", "COUNTS", "OF", "CURRENCY", "WINDOW", "COINS", "TAKEN", "LEFT", "VALUE",
             "TAKEN", "LEFT"});
  for (const BudgetRecord& record : budgets) {
    const Budget& budget = record.budget;
    for (std::size_t i = 0; i < budget.limits.size(); ++i) {
      const Limit& limit = budget.limits[i];
      const Amount taken = taken_at(record, i);
      const Amount left = remaining_of(limit, taken);
      std::vector<std::string> row = heading_of(budget);
      row.insert(row.end(),
                 {policies::window_text(limit.window), number(limit.count), number(taken.count),
                  number(left.count), value_text(budget, limit.value),
                  value_text(budget, taken.value), value_text(budget, left.value)});
      table.add(std::move(row));
    }
  }
  return table.text();
}

json::array budgets_json(const std::vector<BudgetRecord>& budgets) {
  json::array list;
  for (const BudgetRecord& record : budgets) {
    const Budget& budget = record.budget;
    json::array limits;
    for (std::size_t i = 0; i < budget.limits.size(); ++i) {
      const Amount taken = taken_at(record, i);
      json::object out = limit_json(budget.limits[i]);
      out["taken"] = amount_json(taken);
      out["remaining"] = amount_json(remaining_of(budget.limits[i], taken));
      limits.push_back(std::move(out));
    }
    list.push_back(budget_json(budget, std::move(limits)));
  }
  return list;
}

std::string budget_changes_in_words(const std::vector<Budget>& wanted,
                                    const std::vector<BudgetRecord>& in_force) {
  Table table;
  table.add({"  BUDGET", "WINDOW", "COINS", "VALUE", ""});
  std::string notes;
  for (const Budget& budget : wanted) {
    const auto there = std::ranges::find_if(
        in_force, [&](const BudgetRecord& one) { return one.budget.name == budget.name; });
    if (there != in_force.end()) {
      add_changes(table, there->budget, budget);
      notes += other_scope(there->budget, budget);
      continue;
    }
    for (const Limit& limit : budget.limits) add_new(table, budget, limit);
    notes += "  " + budget.name + " is new and counts: " + joined(heading_of(budget)) + "\n";
  }
  std::vector<std::string> untouched;
  for (const BudgetRecord& one : in_force) {
    if (std::ranges::find(wanted, one.budget.name, &Budget::name) == wanted.end()) {
      untouched.push_back(one.budget.name);
    }
  }
  if (!untouched.empty()) notes += "  not named, so they stay: " + joined(untouched) + "\n";
  return "the budgets, against those in force (value in minor units):\n" + table.text() + notes;
}

}  // namespace pyx::ceremony
