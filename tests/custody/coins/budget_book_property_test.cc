// SIGN-BUDGET against a model that remembers every charge with its time.
#include <algorithm>
#include <map>
#include <random>
#include <tuple>

#include "custody/coins/budget_book.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace {

using policies::Budget;
using policies::Charge;
using policies::Scope;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

const Time kNoon(milliseconds(1'800'000'000'000));

std::vector<Budget> budgets() {
  const auto one = [](std::string name, Charge charge, Scope scope, std::string currency,
                      std::vector<policies::Limit> limits) {
    return Budget{std::move(name), charge, std::move(scope), std::move(currency),
                  std::move(limits)};
  };
  return {one("all", Charge::kIssue, {}, "EUR", {{hours(1), 60, 9'000}, {hours(7), 200, 30'000}}),
          one("life", Charge::kIssue, {}, "EUR", {{std::nullopt, 900, 120'000}}),
          one("usd", Charge::kIssue, {}, "USD", {{minutes(10), 20, 2'000}}),
          one("client", Charge::kIssue, {Scope::Kind::kClient, "issuer"}, "EUR",
              {{minutes(90), 40, 8'000}}),
          one("five", Charge::kIssue, {Scope::Kind::kDenomination, "eur-5"}, "EUR",
              {{hours(2), 25, 12'500}}),
          one("key", Charge::kIssue, {Scope::Kind::kKey, "key-1"}, "EUR",
              {{milliseconds(777'777), 15, 5'000}}),
          one("redeem", Charge::kRedeem, {Scope::Kind::kProfile, "coin"}, "EUR",
              {{hours(1), 50, 9'000}})};
}

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

class Model {
 public:
  struct Charged {
    Time at;
    ChargedRequest request;
  };
  Amount since(const Budget& budget, Time from) const {
    Amount all;
    for (const auto* charges : {&kept_, &aside_}) {
      for (const Charged& one : *charges) {
        if (one.at >= from) all = *sum(all, share_of(one.request, budget));
      }
    }
    return all;
  }
  // For life, what was given back left out.
  Amount ever(const Budget& budget) const {
    Amount all = since(budget, Time::min());
    for (const ChargedRequest& one : returned_) {
      const Amount back = share_of(one, budget);
      all = {all.count - back.count, all.value - back.value};
    }
    return all;
  }
  void take(Time at, const ChargedRequest& request) { aside_.push_back({at, request}); }
  void keep() {
    kept_.insert(kept_.end(), aside_.begin(), aside_.end());
    aside_.clear();
  }
  void drop() { aside_.clear(); }
  const std::vector<Charged>& kept() const { return kept_; }
  // The last of them, which is then not given back again.
  ChargedRequest give_back() {
    const std::size_t at = kept_.size() - 1 - returned_.size();
    returned_.push_back(kept_[at].request);
    return kept_[at].request;
  }
  bool can_give_back() const { return returned_.size() < kept_.size(); }

 private:
  std::vector<Charged> kept_;
  std::vector<Charged> aside_;
  std::vector<ChargedRequest> returned_;
};

// What a store would hold.
class Stored {
 public:
  void put(const std::vector<WindowPart>& parts) {
    for (const WindowPart& part : parts) rows_[{part.budget, part.window, part.part}] = part;
  }
  std::vector<WindowPart> parts() const {
    std::vector<WindowPart> all;
    for (const auto& [key, part] : rows_) all.push_back(part);
    return all;
  }

 private:
  std::map<std::tuple<std::string, Duration, std::int64_t>, WindowPart> rows_;
};

class BudgetBookProperty : public ::testing::TestWithParam<unsigned> {
 protected:
  BudgetBookProperty() { book_.set(budgets_); }

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  ChargeLine some_line() {
    const std::uint64_t count = 1 + below(6);
    switch (below(4)) {
      case 0:
        return {"usd-1", "USD", "coin", "key-3", {count, count * 100}};
      case 1:
        return {"eur-5", "EUR", "coin", "key-2", {count, count * 500}};
      case 2:
        return {"eur-1", "EUR", "blind", "key-1", {count, count * 100}};
      default:
        return {"eur-2", "EUR", "coin", "key-1", {count, count * 200}};
    }
  }
  ChargedRequest some_request() {
    ChargedRequest request;
    request.charge = below(5) == 0 ? Charge::kRedeem : Charge::kIssue;
    request.client = below(2) == 0 ? "issuer" : "till";
    for (std::uint64_t left = 1 + below(3); left > 0; --left) request.lines.push_back(some_line());
    return request;
  }

  bool is_covered(const ChargedRequest& request) const {
    return std::ranges::all_of(request.lines, [&](const ChargeLine& line) {
      return std::ranges::any_of(
          budgets_, [&](const Budget& budget) { return falls_under(request, line, budget); });
    });
  }
  // Whether all windows that the request falls under have room, if what was taken longer than
  // `slack_parts` 64ths before a window still counts.
  bool fits_with(const ChargedRequest& request, int slack_parts) const {
    return std::ranges::all_of(budgets_, [&](const Budget& budget) {
      const Amount wanted = share_of(request, budget);
      if (wanted == Amount{}) return true;
      return std::ranges::all_of(budget.limits, [&](const policies::Limit& limit) {
        Amount before = model_.ever(budget);
        if (limit.window) {
          const Duration slack = slack_parts * (*limit.window / SlidingWindow::kParts);
          before = model_.since(budget, now_ - *limit.window - slack);
        }
        return fits(*sum(before, wanted), {limit.count, limit.value});
      });
    });
  }
  void expect_no_window_above_its_limit() const {
    for (const Budget& budget : budgets_) {
      for (const policies::Limit& limit : budget.limits) {
        const Amount taken =
            limit.window ? model_.since(budget, now_ - *limit.window) : model_.ever(budget);
        EXPECT_TRUE(fits(taken, {limit.count, limit.value})) << budget.name;
      }
    }
  }
  std::vector<std::vector<Amount>> all_taken(const BudgetBook& book) const {
    std::vector<std::vector<Amount>> all;
    for (const Budget& budget : budgets_) all.push_back(book.taken_of(budget.name, now_));
    return all;
  }

  void try_to_take() {
    const ChargedRequest request = some_request();
    const auto before = all_taken(book_);
    const auto would = book_.would_remain(request, now_);
    EXPECT_EQ(all_taken(book_), before);
    const auto taken = book_.take(request, now_);
    ASSERT_EQ(taken.ok(), would.ok());
    if (taken) {
      EXPECT_EQ(*taken, *would);
      EXPECT_TRUE(is_covered(request));
      EXPECT_TRUE(fits_with(request, 0));
      model_.take(now_, request);
      ++taken_;
    } else {
      EXPECT_EQ(taken.error().control, "SIGN-BUDGET");
      EXPECT_FALSE(is_covered(request) && fits_with(request, 1));
      EXPECT_EQ(all_taken(book_), before);
      ++refused_;
    }
    expect_no_window_above_its_limit();
  }
  void end_group() {
    if (below(4) == 0) {
      book_.drop();
      model_.drop();
    } else {
      stored_.put(book_.changes(now_));
      book_.keep(now_);
      model_.keep();
    }
    EXPECT_TRUE(book_.changes(now_).empty());
  }
  void give_back() {
    if (!model_.can_give_back()) return;
    const auto before = all_taken(book_);
    book_.give_back(model_.give_back());
    stored_.put(book_.changes(now_));
    book_.keep(now_);
    const auto after = all_taken(book_);
    for (std::size_t i = 0; i < budgets_.size(); ++i) {
      if (budgets_[i].limits.front().window) {
        EXPECT_EQ(after[i], before[i]) << budgets_[i].name;
      } else {
        EXPECT_EQ(after[i].front(), model_.ever(budgets_[i]));
      }
    }
  }
  void restart() {
    BudgetBook again;
    again.set(budgets_);
    again.restore(stored_.parts());
    EXPECT_EQ(all_taken(again), all_taken(book_));
    if (below(2) == 0) book_ = again;
  }

  std::mt19937_64 random_{GetParam()};
  const std::vector<Budget> budgets_ = budgets();
  Time now_ = kNoon;
  BudgetBook book_;
  Model model_;
  Stored stored_;
  unsigned taken_ = 0;
  unsigned refused_ = 0;
};

TEST_P(BudgetBookProperty, NoWindowEverHoldsMoreThanItsLimitAndNoRefusalIsWithoutAReason) {
  for (int step = 0; step < 300 && !HasFatalFailure(); ++step) {
    now_ += milliseconds(below(900'000));
    for (std::uint64_t left = below(4); left > 0; --left) try_to_take();
    end_group();
    if (below(10) == 0) give_back();
    if (below(10) == 0) restart();
  }
  EXPECT_GT(taken_, 50U);
  EXPECT_GT(refused_, 50U);
}
INSTANTIATE_TEST_SUITE_P(Seeds, BudgetBookProperty, ::testing::Range(1U, 13U));

}  // namespace
}  // namespace pyx::custody
