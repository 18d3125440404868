#include "tests/support/mint_clients.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/several_clients.h"

namespace pyx::testing {
namespace {

using custody::Amount;
using custody::CoinFace;
using custody::CoinPouch;
using custody::Operation;
using custody::ValueAnswer;

Amount amount_of(const std::vector<CoinFace>& coins) {
  Amount all;
  for (const CoinFace& coin : coins) all = *sum(all, {1, coin.value});
  return all;
}

// What a retry gives again, byte for byte.
Bytes essence(const ValueAnswer& answer) {
  Bytes all = to_bytes(std::to_string(answer.receipt.leaf_index) + "/");
  if (const auto* minted = std::get_if<custody::Minted>(&answer.what)) append(all, minted->sealed);
  if (const auto* exchanged = std::get_if<custody::Exchanged>(&answer.what))
    append(all, exchanged->minted.sealed);
  if (const auto* redeemed = std::get_if<custody::Redeemed>(&answer.what))
    append(all, as_bytes(std::to_string(redeemed->value)));
  return all;
}

}  // namespace

// ---- Whom and what ------------------------------------------------------------------------------

std::string MintClients::some_client(Operation operation) {
  std::vector<std::string> able;
  for (const auto& [client, rights] : model_.rights) {
    if (rights.contains(operation) || pick(8) == 0) able.push_back(client);
  }
  return able[pick(able.size())];
}

std::vector<MintClients::Held> MintClients::living() const {
  std::vector<Held> coins;
  std::ranges::copy_if(coins_, std::back_inserter(coins),
                       [&](const Held& coin) { return !model_.is_spent(coin.face()); });
  return coins;
}

std::vector<MintClients::Held> MintClients::some_coins() {
  std::vector<Held> coins = living();
  std::ranges::shuffle(coins, random_);
  coins.resize(std::min<std::size_t>(coins.size(), 1 + pick(5)));
  // One that was spent, or brought already, or neither.
  if (!coins.empty() && pick(6) == 0) coins.push_back(coins_[pick(coins_.size())]);
  return coins;
}

CoinPouch MintClients::together(const std::vector<Held>& coins) {
  std::vector<CoinPouch::Pick> picks;
  picks.reserve(coins.size());
  for (const Held& coin : coins) picks.push_back({coin.pouch.get(), coin.at});
  return must(CoinPouch::of_picked(picks));
}

std::map<std::string, Amount> MintClients::held() const {
  std::map<std::string, Amount> all;
  for (const Held& coin : living()) {
    Amount& of = all[model_.key(coin.face().key).terms.denomination];
    of = *sum(of, {1, coin.face().value});
  }
  return all;
}

// ---- Requests -----------------------------------------------------------------------------------

void MintClients::mint() {
  Lines lines = {{"eur-5", 1 + pick(14)}};
  if (pick(2) == 0) lines.push_back({"eur-1", 1 + pick(20)});
  mint(some_client(Operation::kCoinsMint), lines);
  // Somebody has overheard it, perhaps.
  if (pick(3) == 0) ask_as(some_client(Operation::kCoinsMint), asked_.back());
}

void MintClients::mint(const std::string& client, const Lines& lines) {
  ask_new(client, vault_.value_request(custody::CoinsMint{lines, vault_.holder.public_key}), lines,
          {});
}

void MintClients::exchange() {
  const std::vector<Held> coins = some_coins();
  std::uint64_t out = pick(5) == 0 ? 100 : 0;
  for (const Held& coin : coins) out += coin.face().value;
  if (!coins.empty()) exchange(some_client(Operation::kCoinsExchange), coins, out);
}

void MintClients::exchange(const std::string& client, const std::vector<Held>& coins,
                           std::uint64_t out) {
  const CoinPouch pouch = together(coins);
  const bool large = out % 500 == 0 && pick(2) == 0;
  const Lines lines = {
      {large ? "eur-5" : "eur-1", static_cast<std::uint32_t>(out / (large ? 500 : 100))}};
  ask_new(client, vault_.exchange(pouch, lines), lines, pouch.faces());
}

void MintClients::redeem() {
  const std::vector<Held> coins = some_coins();
  if (coins.empty()) return;
  const CoinPouch pouch = together(coins);
  ask_new(some_client(Operation::kCoinsRedeem), vault_.redeem(pouch), {}, pouch.faces());
}

void MintClients::ask_again() {
  if (asked_.empty()) return;
  // Half of them soon.
  const std::size_t among = pick(2) == 0 ? asked_.size() : std::min<std::size_t>(asked_.size(), 6);
  Asked again = asked_[asked_.size() - 1 - pick(among)];
  auto* const mint = std::get_if<custody::CoinsMint>(&again.request.what);
  if (mint != nullptr && pick(4) == 0) {
    mint->coins.front().count += 1;
    again.ask.out = mint->coins;
  }
  ask_as(pick(3) == 0 ? some_client(again.ask.operation) : again.ask.client, again);
}

void MintClients::ask_as(const std::string& client, Asked asked) {
  asked.ask.client = client;
  asked.request.client = identity_of(client);
  ask(asked);
}

void MintClients::everybody_asks() {
  mint("issuer", {{"eur-1", 1}});
  mint("till", {{"eur-1", 1}});
  const std::vector<Held> coins = living();
  if (coins.empty()) return;
  const Held& coin = coins[pick(coins.size())];
  exchange("bank", {coin}, coin.face().value);
}

// ---- Answers ------------------------------------------------------------------------------------

void MintClients::ask_new(const std::string& client, custody::ValueRequest request, Lines out,
                          std::vector<CoinFace> in) {
  request.client = identity_of(client);
  MintModel::Ask ask{client, request.request, request.operation(), std::move(out), std::move(in)};
  asked_.push_back({std::move(ask), std::move(request)});
  this->ask(asked_.back());
}

void MintClients::ask(const Asked& asked) {
  const auto& [ask, request] = asked;
  SCOPED_TRACE(ask.client + ": " + std::string(to_text(ask.operation)));
  const MintModel::Foreseen then = model_.foresee(ask, vault_.clock.now());
  const auto answer = vault_.ask(request);
  if (!answer) {
    EXPECT_THAT(then.controls, ::testing::Contains(answer.error().control))
        << describe(answer.error());
    return;
  }
  ASSERT_FALSE(then.is_refused) << ::testing::PrintToString(then.controls);
  const auto [known, is_new] = answers_.emplace(std::pair(ask.client, ask.request), Bytes());
  ASSERT_EQ(is_new, !then.is_retry);
  if (is_new) {
    known->second = essence(*answer);
    book(asked, *answer, then.charge);
  }
  EXPECT_EQ(known->second, essence(*answer));
}

void MintClients::book(const Asked& asked, const ValueAnswer& answer,
                       const custody::ChargedRequest& charge) {
  const auto& [ask, request] = asked;
  const auto leaves = must(vault_->leaves(answer.receipt.leaf_index, 1));
  const custody::Leaf leaf = must(custody::parse_leaf(leaves.at(0)));
  EXPECT_EQ(std::get<custody::OperationLeaf>(leaf.body).client, ask.client);
  Amount out;
  if (const auto* redeemed = std::get_if<custody::Redeemed>(&answer.what)) {
    EXPECT_EQ(redeemed->value, amount_of(ask.in).value);
  } else {
    out = take_home(vault_.opened(answer, request.request));
    Amount charged;
    for (const custody::ChargeLine& line : charge.lines) charged = *sum(charged, line.amount);
    EXPECT_EQ(out, charged);
  }
  if (ask.operation == Operation::kCoinsExchange) {
    EXPECT_EQ(out.value, amount_of(ask.in).value);
  }
  model_.answered(ask, charge, out, leaf.time);
}

Amount MintClients::take_home(CoinPouch pouch) {
  const auto shared = std::make_shared<CoinPouch>(std::move(pouch));
  for (std::size_t i = 0; i < shared->size(); ++i) {
    const CoinFace& coin = shared->faces()[i];
    EXPECT_TRUE(seen_.emplace(coin.key, coin.id).second) << "a coin was handed out twice";
    coins_.push_back({shared, i});
  }
  return amount_of(shared->faces());
}

}  // namespace pyx::testing
