#include "custody/windows_gone.h"

#include <algorithm>

#include "custody/acts/preconditions.h"

namespace pyx::custody {
namespace {

WindowName named(const policies::Budget& budget, const policies::Limit& limit) {
  return {budget.name, limit.window.value_or(Duration(0))};
}

Result<std::vector<WindowName>> gone_with(const Books& books, const BudgetSet& set,
                                          const BlobReader& blobs) {
  PYX_ASSIGN(const policies::BudgetFile file, proposed_budgets(set, blobs));
  std::vector<WindowName> gone;
  for (const policies::Budget& budget : file.budgets) {
    const policies::Budget* was = books.budget(budget.name);
    if (was == nullptr) continue;
    for (const policies::Limit& limit : was->limits) {
      const bool stays = std::ranges::find(budget.limits, limit.window, &policies::Limit::window) !=
                         budget.limits.end();
      if (!stays) gone.push_back(named(*was, limit));
    }
  }
  return gone;
}

}  // namespace

Result<std::vector<WindowName>> windows_gone(const Books& books, const Act& act,
                                             const BlobReader& blobs) {
  if (const auto* set = std::get_if<BudgetSet>(&act.parameters))
    return gone_with(books, *set, blobs);
  std::vector<WindowName> gone;
  if (!std::holds_alternative<StateAccept>(act.parameters)) return gone;
  for (const policies::Budget& budget : books.budgets) {
    for (const policies::Limit& limit : budget.limits) gone.push_back(named(budget, limit));
  }
  return gone;
}

}  // namespace pyx::custody
