// Budgets as people and programs see them: their limits, what is taken of them, and what a new text
// changes in them.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "custody/vault_access.h"
#include "policies/budget.h"

namespace pyx::ceremony {

// Limits only, as a file says them.
std::string limits_table(const std::vector<policies::Budget>& budgets);
json::array limits_json(const std::vector<policies::Budget>& budgets);

// What a limit leaves, and 0 where more is taken than a lowered one allows.
custody::Amount remaining_of(const policies::Limit& limit, const custody::Amount& taken);
std::string budget_table(const std::vector<custody::BudgetRecord>& budgets);
json::array budgets_json(const std::vector<custody::BudgetRecord>& budgets);

// Of budget.set: per budget and window, from what to what, and whether that is raised or lowered;
// and which budgets stay as they are because the text does not name them.
std::string budget_changes_in_words(const std::vector<policies::Budget>& wanted,
                                    const std::vector<custody::BudgetRecord>& in_force);

std::string change_text(std::uint64_t from, std::uint64_t to);  // "100 -> 50", or "100"

}  // namespace pyx::ceremony
