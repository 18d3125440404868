#include "custody/coins/budget_book.h"

#include <algorithm>

namespace pyx::custody {
namespace {

using policies::Scope;

constexpr std::string_view kControl = "SIGN-BUDGET";

std::vector<Scope> scopes_of(const ChargedRequest& request, const ChargeLine& line) {
  std::vector<Scope> scopes = {{Scope::Kind::kAll, ""},
                               {Scope::Kind::kClient, request.client},
                               {Scope::Kind::kProfile, line.profile},
                               {Scope::Kind::kKey, line.key}};
  if (!line.denomination.empty()) scopes.push_back({Scope::Kind::kDenomination, line.denomination});
  return scopes;
}

Amount minus(const Amount& from, const Amount& less) {
  return {from.count - std::min(from.count, less.count),
          from.value - std::min(from.value, less.value)};
}

Amount limit_of(const policies::Limit& limit) { return {limit.count, limit.value}; }

std::string in_words(const policies::Budget& budget, const Amount& amount) {
  std::string text = std::to_string(amount.count) + " coins";
  if (!budget.currency.empty())
    text += " worth " + std::to_string(amount.value) + " minor units of " + budget.currency;
  return text;
}

}  // namespace

void BudgetBook::set(const std::vector<policies::Budget>& budgets) {
  std::vector<Kept> before = std::move(kept_);
  kept_.clear();
  at_.clear();
  for (const policies::Budget& budget : budgets) {
    Kept kept{budget, {}};
    const auto was =
        std::ranges::find(before, budget.name, [](const Kept& one) { return one.budget.name; });
    for (const policies::Limit& limit : budget.limits) {
      Window window;
      if (limit.window) window.sliding.emplace(*limit.window);
      if (was != before.end()) {
        for (std::size_t i = 0; i < was->windows.size(); ++i) {
          if (was->budget.limits[i].window == limit.window) window = was->windows[i];
        }
      }
      kept.windows.push_back(std::move(window));
    }
    at_[{budget.charge, budget.scope}].push_back(kept_.size());
    kept_.push_back(std::move(kept));
  }
}

void BudgetBook::restore(const std::vector<WindowPart>& parts) {
  for (Kept& kept : kept_) {
    for (std::size_t i = 0; i < kept.windows.size(); ++i) {
      const Duration length = kept.budget.limits[i].window.value_or(Duration(0));
      std::vector<SlidingWindow::Part> mine;
      for (const WindowPart& part : parts) {
        if (part.budget != kept.budget.name || part.window != length) continue;
        if (length == Duration(0)) kept.windows[i].life = part.taken;
        mine.push_back({part.part, part.taken});
      }
      if (!kept.windows[i].sliding) continue;
      std::ranges::sort(mine, {}, &SlidingWindow::Part::index);
      kept.windows[i].sliding->restore(std::move(mine));
    }
  }
}

Result<BudgetBook::Shares> BudgetBook::shares_of(const ChargedRequest& request) const {
  Shares shares;
  for (const ChargeLine& line : request.lines) {
    bool covered = false;
    for (const Scope& scope : scopes_of(request, line)) {
      const auto there = at_.find({request.charge, scope});
      if (there == at_.end()) continue;
      for (const std::size_t at : there->second) {
        if (kept_[at].budget.currency != line.currency) continue;
        const auto together = sum(shares[at], line.amount);
        if (!together) return refused(kControl, "the value of the request is too large");
        shares[at] = *together;
        covered = true;
      }
    }
    if (!covered) {
      return refused(kControl, "no budget allows client " + request.client + " to " +
                                   std::string(policies::to_text(request.charge)) +
                                   (line.denomination.empty() ? "" : " " + line.denomination) +
                                   "; set one by the act budget.set");
    }
  }
  return shares;
}

Amount BudgetBook::taken(const Window& window, Time now) const {
  const Amount before = window.sliding ? window.sliding->taken(now) : window.life;
  const Amount all =
      sum(before, window.aside).value_or(Amount{~std::uint64_t{0}, ~std::uint64_t{0}});
  return window.sliding ? all : minus(all, window.returned);
}

Error BudgetBook::no_room(const Kept& kept, std::size_t limit, const Amount& wanted,
                          Time now) const {
  const Window& window = kept.windows[limit];
  const Amount most = limit_of(kept.budget.limits[limit]);
  std::string text = "budget " + kept.budget.name + " has no room in its window of " +
                     policies::window_text(kept.budget.limits[limit].window) + ": " +
                     in_words(kept.budget, minus(most, taken(window, now))) + " remain of " +
                     in_words(kept.budget, most) + ", asked are " + in_words(kept.budget, wanted);
  std::optional<Time> free;
  if (window.sliding) {
    // What is put aside frees with time as well.
    SlidingWindow with_aside = *window.sliding;
    if (window.aside != Amount{}) with_aside.take(now, window.aside);
    free = with_aside.room_at(now, wanted, most);
  }
  text += free ? "; there is room at " + to_rfc3339(*free) : "; it will not fit by waiting";
  return refused(kControl, std::move(text));
}

Result<Remaining> BudgetBook::nearest_end(const Shares& shares, Time now) const {
  std::optional<Remaining> nearest;
  for (const auto& [at, wanted] : shares) {
    const Kept& kept = kept_[at];
    for (std::size_t i = 0; i < kept.windows.size(); ++i) {
      const Amount most = limit_of(kept.budget.limits[i]);
      const auto together = sum(taken(kept.windows[i], now), wanted);
      if (!together || !fits(*together, most)) return no_room(kept, i, wanted, now);
      const Amount left = minus(most, *together);
      if (nearest && std::pair(left.value, left.count) >= std::pair(nearest->value, nearest->count))
        continue;
      nearest = Remaining{kept.budget.name, policies::window_text(kept.budget.limits[i].window),
                          left.count, left.value};
    }
  }
  if (!nearest) return refused(kControl, "the request moves nothing");
  return *std::move(nearest);
}

Result<Remaining> BudgetBook::would_remain(const ChargedRequest& request, Time now) const {
  PYX_ASSIGN(const Shares shares, shares_of(request));
  return nearest_end(shares, now);
}

Result<Remaining> BudgetBook::take(const ChargedRequest& request, Time now) {
  PYX_ASSIGN(const Shares shares, shares_of(request));
  PYX_ASSIGN(Remaining nearest, nearest_end(shares, now));
  for (const auto& [at, wanted] : shares) {
    for (std::size_t i = 0; i < kept_[at].windows.size(); ++i) {
      Amount& aside = kept_[at].windows[i].aside;
      aside = sum(aside, wanted).value_or(aside);
      touched_.emplace_back(at, i);
    }
  }
  return nearest;
}

std::vector<Amount> BudgetBook::taken_of(std::string_view budget, Time now) const {
  std::vector<Amount> all;
  for (const Kept& kept : kept_) {
    if (kept.budget.name != budget) continue;
    for (const Window& window : kept.windows) all.push_back(taken(window, now));
  }
  return all;
}

void BudgetBook::give_back(const ChargedRequest& request) {
  const auto shares = shares_of(request);
  if (!shares) return;  // nothing counts it any more
  for (const auto& [at, amount] : *shares) {
    for (std::size_t i = 0; i < kept_[at].windows.size(); ++i) {
      Window& window = kept_[at].windows[i];
      if (window.sliding) continue;
      window.returned = sum(window.returned, amount).value_or(window.returned);
      touched_.emplace_back(at, i);
    }
  }
}

std::vector<WindowPart> BudgetBook::changes(Time now) const {
  auto touched = touched_;
  std::ranges::sort(touched);
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  std::vector<WindowPart> parts;
  parts.reserve(touched.size());
  for (const auto& [at, i] : touched) {
    const Kept& kept = kept_[at];
    const Window& window = kept.windows[i];
    if (window.sliding) {
      const SlidingWindow::Part part = window.sliding->would_be(now, window.aside);
      parts.push_back({kept.budget.name, *kept.budget.limits[i].window, part.index, part.taken});
    } else {
      parts.push_back({kept.budget.name, Duration(0), 0, taken(window, now)});
    }
  }
  return parts;
}

void BudgetBook::keep(Time now) {
  for (const auto& [at, i] : touched_) {
    Window& window = kept_[at].windows[i];
    if (window.aside == Amount{} && window.returned == Amount{}) continue;  // touched twice
    if (window.sliding) {
      window.sliding->take(now, window.aside);
    } else {
      window.life = taken(window, now);
    }
    window.aside = {};
    window.returned = {};
  }
  touched_.clear();
}

void BudgetBook::drop() {
  for (const auto& [at, i] : touched_) {
    kept_[at].windows[i].aside = {};
    kept_[at].windows[i].returned = {};
  }
  touched_.clear();
}

}  // namespace pyx::custody
