// Budgets read from a file: the bytes as they came, and what they say.
#pragma once

#include <filesystem>
#include <vector>

#include "base/bytes.h"
#include "policies/budget.h"

namespace pyx::ceremony {

struct BudgetText {
  Bytes bytes;
  std::vector<policies::Budget> budgets;
};
// Errors: those of read_file; kBadInput "FILE:line:column: what is wrong".
Result<BudgetText> read_budgets(const std::filesystem::path& file);

}  // namespace pyx::ceremony
