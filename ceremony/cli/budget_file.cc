#include "ceremony/cli/budget_file.h"

#include <utility>

#include "base/file.h"

namespace pyx::ceremony {

Result<BudgetText> read_budgets(const std::filesystem::path& file) {
  PYX_ASSIGN(Bytes bytes, read_file(file));
  PYX_ASSIGN(policies::BudgetFile read, policies::parse_budgets(as_text(bytes), file.string()));
  return BudgetText{std::move(bytes), std::move(read.budgets)};
}

}  // namespace pyx::ceremony
