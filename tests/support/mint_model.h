// A mint with several clients that fits on a page: plain values that know who may do what, what is
// frozen, which coins are spent and what was charged, and foresee what becomes of a request.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "custody/acts/freeze_statement.h"
#include "custody/coins/value_request.h"
#include "custody/keys/key_record.h"
#include "tests/support/budget_model.h"

namespace pyx::testing {

class MintModel {
 public:
  // A request as the model knows it: mint, exchange or redeem.
  struct Ask {
    std::string client;
    Uuid request;
    custody::Operation operation = custody::Operation::kCoinsMint;
    std::vector<custody::CoinLine> out;
    std::vector<custody::CoinFace> in;
  };
  struct Foreseen {
    std::set<std::string> controls;  // which may refuse it; none: it passes
    bool is_refused = false;         // by one of them, for certain
    bool is_retry = false;           // it gets the answer that it got
    custody::ChargedRequest charge;  // otherwise
  };
  struct Key {
    Uuid id;
    custody::CoinTerms terms;
    bool is_retired = false;
  };
  // What went out to a client and came in from it.
  struct Flow {
    custody::Amount out;
    custody::Amount in;
    friend bool operator==(const Flow&, const Flow&) = default;
  };
  using Flows = std::map<std::pair<std::string, custody::Operation>, Flow>;

  // The state that people set.
  std::map<std::string, std::set<custody::Operation>> rights;
  std::vector<Key> keys;  // oldest first
  std::map<Sha256, custody::FreezeTarget> freezes;
  bool clock_in_doubt = false;
  BudgetModel budgets;

  Foreseen foresee(const Ask& ask, Time now) const;
  // It was answered with coins worth `out`; its leaf is of `at`.
  void answered(const Ask& ask, const custody::ChargedRequest& charge, const custody::Amount& out,
                Time at);

  bool is_frozen(const custody::FreezeTarget& target) const;  // by itself or with all
  bool is_spent(const custody::CoinFace& coin) const {
    return spent_.contains({coin.key, coin.id});
  }
  const Key& key(const Uuid& id) const;  // one of `keys`
  const Flows& flows() const { return flows_; }
  const std::map<std::string, custody::Amount>& outstanding() const { return outstanding_; }

 private:
  // The key that coins of the denomination are made with now; nullptr if there is none.
  const Key* issuing(const std::string& denomination, Time now) const;
  bool is_good(const custody::CoinFace& coin, custody::Operation operation, Time now) const;
  custody::Amount worth(const std::vector<custody::CoinFace>& coins) const;

  struct Answered {
    std::vector<custody::CoinLine> out;
    std::vector<std::string> issued;  // keys
  };
  std::map<std::pair<std::string, Uuid>, Answered> answered_;
  std::set<std::pair<Uuid, custody::CoinId>> spent_;
  std::map<std::string, custody::Amount> outstanding_;  // by denomination
  Flows flows_;
};

}  // namespace pyx::testing
