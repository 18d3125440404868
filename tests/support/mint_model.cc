#include "tests/support/mint_model.h"

#include <algorithm>

namespace pyx::testing {
namespace {

using custody::Amount;
using custody::ChargedRequest;
using custody::CoinFace;
using custody::CoinLine;
using custody::Operation;
using policies::Charge;

constexpr Duration kRetention = std::chrono::hours(24);

Charge charge_of(Operation operation) {
  if (operation == Operation::kCoinsMint) return Charge::kIssue;
  return operation == Operation::kCoinsExchange ? Charge::kExchange : Charge::kRedeem;
}

Amount times(std::uint64_t count, std::uint64_t value) { return {count, count * value}; }

void add(Amount& to, const Amount& more) { to = *sum(to, more); }
void take(Amount& from, const Amount& less) {
  from = {from.count - less.count, from.value - less.value};
}

custody::ChargeLine line_of(const MintModel::Key& key, std::uint64_t count) {
  return {key.terms.denomination, key.terms.currency, "mint-coin", key.id.text(),
          times(count, key.terms.value)};
}

}  // namespace

bool MintModel::is_frozen(const custody::FreezeTarget& target) const {
  return std::ranges::any_of(freezes, [&](const auto& freeze) {
    return freeze.second == target || std::holds_alternative<custody::FreezeAll>(freeze.second);
  });
}

const MintModel::Key& MintModel::key(const Uuid& id) const {
  return *std::ranges::find(keys, id, &Key::id);
}

const MintModel::Key* MintModel::issuing(const std::string& denomination, Time now) const {
  std::set<std::int64_t> seen;
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    if (key->terms.denomination != denomination) continue;
    const bool is_newest = seen.insert(key->terms.period.number).second;
    const bool in_time = now >= key->terms.period.begins && now < key->terms.period.mints_until;
    if (is_newest && in_time && !key->is_retired && !is_frozen(custody::FreezeKey{key->id}))
      return &*key;
  }
  return nullptr;
}

bool MintModel::is_good(const CoinFace& coin, Operation operation, Time now) const {
  const Key& made_by = key(coin.key);
  const policies::Period& period = made_by.terms.period;
  const bool only_refreshes = made_by.is_retired || now >= period.coins_expire;
  return !is_spent(coin) && !is_frozen(custody::FreezeKey{coin.key}) &&
         now < period.refresh_until && !(only_refreshes && operation != Operation::kCoinsExchange);
}

Amount MintModel::worth(const std::vector<CoinFace>& coins) const {
  Amount all;
  for (const CoinFace& coin : coins) add(all, {1, key(coin.key).terms.value});
  return all;
}

MintModel::Foreseen MintModel::foresee(const Ask& ask, Time now) const {
  Foreseen then;
  const auto refuse = [&](std::initializer_list<const char*> controls) {
    then.controls.insert(controls.begin(), controls.end());
    then.is_refused = true;
  };
  // Its id may be too old; from when on is rounded up.
  if (now - ask.request.time() >= kRetention) then.controls.insert("SIGN-RETRY");
  if (clock_in_doubt) refuse({"CLOCK-SANE"});
  if (!rights.at(ask.client).contains(ask.operation)) refuse({"SIGN-GRANT"});
  const bool mints = ask.operation == Operation::kCoinsMint;
  if (is_frozen(custody::FreezeClient{ask.client}) ||
      (mints && is_frozen(custody::FreezeMinting{}))) {
    refuse({"FREEZE-ONE"});
  }
  if (const auto before = answered_.find({ask.client, ask.request}); before != answered_.end()) {
    then.is_retry = true;
    if (before->second.out != ask.out) refuse({"SIGN-RETRY"});
    for (const std::string& key : before->second.issued) {
      if (is_frozen(custody::FreezeKey{*Uuid::parse(key)})) refuse({"FREEZE-ONE"});
    }
    return then;
  }

  then.charge = {charge_of(ask.operation), ask.client, {}};
  bool has_keys = true;
  for (const CoinLine& line : ask.out) {
    if (const Key* key = issuing(line.denomination, now)) {
      then.charge.lines.push_back(line_of(*key, line.count));
    } else {
      refuse({"KEY-TERMS", "KEY-STATE", "FREEZE-ONE"});
      has_keys = false;
    }
  }
  std::set<std::pair<Uuid, custody::CoinId>> once;
  for (const CoinFace& coin : ask.in) {
    if (!is_good(coin, ask.operation, now) || !once.emplace(coin.key, coin.id).second)
      refuse({"COIN-GOOD"});
    if (ask.operation == Operation::kCoinsRedeem)
      then.charge.lines.push_back(line_of(key(coin.key), 1));
  }
  Amount charged;
  for (const custody::ChargeLine& line : then.charge.lines) add(charged, line.amount);
  if (!mints && has_keys && charged.value != worth(ask.in).value) refuse({"COIN-EQUAL"});
  // A window may count up to a 64th longer than it is.
  if (!budgets.fits_with(then.charge, now, 1)) then.controls.insert("SIGN-BUDGET");
  if (!budgets.fits_with(then.charge, now, 0)) then.is_refused = true;
  return then;
}

void MintModel::answered(const Ask& ask, const ChargedRequest& charge, const Amount& out, Time at) {
  budgets.take(at, charge);
  budgets.keep();
  Flow& flow = flows_[{ask.client, ask.operation}];
  add(flow.out, out);
  add(flow.in, worth(ask.in));
  for (const CoinFace& coin : ask.in) {
    spent_.emplace(coin.key, coin.id);
    const custody::CoinTerms& terms = key(coin.key).terms;
    take(outstanding_[terms.denomination], {1, terms.value});
  }
  Answered& known = answered_[{ask.client, ask.request}];
  known.out = ask.out;
  if (ask.operation == Operation::kCoinsRedeem) return;
  for (const custody::ChargeLine& line : charge.lines) {
    known.issued.push_back(line.key);
    add(outstanding_[line.denomination], line.amount);
  }
}

}  // namespace pyx::testing
