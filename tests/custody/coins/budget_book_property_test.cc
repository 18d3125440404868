// SIGN-BUDGET against a model that remembers every charge with its time.
#include <map>
#include <random>
#include <tuple>

#include "custody/coins/budget_book.h"
#include "tests/matchers.h"
#include "tests/support/budget_model.h"

namespace pyx::custody {
namespace budget_book_property_test {

using policies::Budget;
using policies::Charge;
using policies::Scope;
using pyx::testing::BudgetModel;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using ::testing::IsEmpty;

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
      EXPECT_TRUE(model_.is_covered(request));
      EXPECT_TRUE(model_.fits_with(request, now_, 0));
      model_.take(now_, request);
      ++taken_;
    } else {
      EXPECT_EQ(taken.error().control, "SIGN-BUDGET");
      EXPECT_FALSE(model_.is_covered(request) && model_.fits_with(request, now_, 1));
      EXPECT_EQ(all_taken(book_), before);
      ++refused_;
    }
    EXPECT_THAT(model_.above_their_limits(now_), IsEmpty());
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
        EXPECT_EQ(after[i].front(), model_.taken(budgets_[i], budgets_[i].limits.front(), now_));
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
  BudgetModel model_{budgets_};
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

}  // namespace budget_book_property_test
}  // namespace pyx::custody
