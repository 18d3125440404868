// SIGN-BUDGET as a model for random tests: it remembers every charge with its time.
#pragma once

#include <string>
#include <vector>

#include "custody/coins/budget_book.h"

namespace pyx::testing {

class BudgetModel {
 public:
  explicit BudgetModel(std::vector<policies::Budget> budgets = {}) : budgets_(std::move(budgets)) {}
  // As by budget.set: those of the same name are replaced. Charges that were taken before count on.
  void set(const std::vector<policies::Budget>& budgets);
  const std::vector<policies::Budget>& budgets() const { return budgets_; }

  // Put aside until keep() or drop(), and counted meanwhile.
  void take(Time at, const custody::ChargedRequest& request) { aside_.push_back({at, request}); }
  void keep();
  void drop() { aside_.clear(); }
  // To the life windows: of the charges that were kept the newest that was not given back before.
  custody::ChargedRequest give_back();
  bool can_give_back() const { return returned_.size() < kept_.size(); }

  // In a window that ends now, and what was taken up to `slack_parts` of its 64ths before it; for
  // life: ever, without what was given back.
  custody::Amount taken(const policies::Budget& budget, const policies::Limit& limit, Time now,
                        int slack_parts = 0) const;
  // Whether some budget counts each of its lines.
  bool is_covered(const custody::ChargedRequest& request) const;
  // Whether all windows that the request falls under have room.
  bool fits_with(const custody::ChargedRequest& request, Time now, int slack_parts) const;
  // The budgets that have taken more than they allow: there is never one.
  std::vector<std::string> above_their_limits(Time now) const;

 private:
  struct Charged {
    Time at;
    custody::ChargedRequest request;
  };
  custody::Amount since(const policies::Budget& budget, Time from) const;

  std::vector<policies::Budget> budgets_;
  std::vector<Charged> kept_;
  std::vector<Charged> aside_;
  std::vector<custody::ChargedRequest> returned_;
};

}  // namespace pyx::testing
