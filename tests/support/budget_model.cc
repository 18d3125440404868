#include "tests/support/budget_model.h"

#include <algorithm>

namespace pyx::testing {
namespace {

using custody::Amount;
using custody::ChargedRequest;
using custody::ChargeLine;
using policies::Budget;
using policies::Scope;

bool falls_under(const ChargedRequest& request, const ChargeLine& line, const Budget& budget) {
  if (request.charge != budget.charge || line.currency != budget.currency) return false;
  switch (budget.scope.kind) {
    case Scope::Kind::kAll:
      return true;
    case Scope::Kind::kClient:
      return request.client == budget.scope.name;
    case Scope::Kind::kDenomination:
      return line.denomination == budget.scope.name;
    case Scope::Kind::kProfile:
      return line.profile == budget.scope.name;
    case Scope::Kind::kKey:
      return line.key == budget.scope.name;
  }
  return false;
}

Amount share_of(const ChargedRequest& request, const Budget& budget) {
  Amount all;
  for (const ChargeLine& line : request.lines) {
    if (falls_under(request, line, budget)) all = *sum(all, line.amount);
  }
  return all;
}

}  // namespace

void BudgetModel::set(const std::vector<Budget>& budgets) {
  for (const Budget& budget : budgets) {
    std::erase_if(budgets_, [&](const Budget& one) { return one.name == budget.name; });
    budgets_.push_back(budget);
  }
}

void BudgetModel::keep() {
  kept_.insert(kept_.end(), aside_.begin(), aside_.end());
  aside_.clear();
}

ChargedRequest BudgetModel::give_back() {
  const std::size_t at = kept_.size() - 1 - returned_.size();
  returned_.push_back(kept_[at].request);
  return kept_[at].request;
}

Amount BudgetModel::since(const Budget& budget, Time from) const {
  Amount all;
  for (const auto* charges : {&kept_, &aside_}) {
    for (const Charged& one : *charges) {
      if (one.at >= from) all = *sum(all, share_of(one.request, budget));
    }
  }
  return all;
}

Amount BudgetModel::taken(const Budget& budget, const policies::Limit& limit, Time now,
                          int slack_parts) const {
  if (limit.window) {
    const Duration slack = slack_parts * (*limit.window / custody::SlidingWindow::kParts);
    return since(budget, now - *limit.window - slack);
  }
  Amount all = since(budget, Time::min());
  for (const ChargedRequest& one : returned_) {
    const Amount back = share_of(one, budget);
    all = {all.count - back.count, all.value - back.value};
  }
  return all;
}

bool BudgetModel::is_covered(const ChargedRequest& request) const {
  return std::ranges::all_of(request.lines, [&](const ChargeLine& line) {
    return std::ranges::any_of(
        budgets_, [&](const Budget& budget) { return falls_under(request, line, budget); });
  });
}

bool BudgetModel::fits_with(const ChargedRequest& request, Time now, int slack_parts) const {
  return std::ranges::all_of(budgets_, [&](const Budget& budget) {
    const Amount wanted = share_of(request, budget);
    if (wanted == Amount{}) return true;
    return std::ranges::all_of(budget.limits, [&](const policies::Limit& limit) {
      const Amount before = taken(budget, limit, now, slack_parts);
      return fits(*sum(before, wanted), {limit.count, limit.value});
    });
  });
}

std::vector<std::string> BudgetModel::above_their_limits(Time now) const {
  std::vector<std::string> names;
  for (const Budget& budget : budgets_) {
    for (const policies::Limit& limit : budget.limits) {
      if (!fits(taken(budget, limit, now), {limit.count, limit.value}))
        names.push_back(budget.name);
    }
  }
  return names;
}

}  // namespace pyx::testing
