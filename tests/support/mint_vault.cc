#include "tests/support/mint_vault.h"

#include <future>

#include "base/reveal.h"

namespace pyx::testing {
namespace {

using custody::CoinPouch;
using custody::ValueAnswer;
using custody::ValueRequest;

}  // namespace

MintVault::MintVault(Coins coins) {
  seed_key = make_active_key("mint-seed");
  envelope_key = make_active_key("mint-envelope");
  answer_key = make_active_key("mint-answer");
  set_budgets(roomy_budgets());
  if (coins == Coins::kNone) return;
  schedule("eur-5");
  schedule("eur-1");
}

void MintVault::set_budgets(const std::string& text) {
  const Bytes bytes = to_bytes(text);
  const Uuid set = propose(act(custody::BudgetSet{sha256(bytes)}), bytes);
  approve(set);
  must((*this)->execute(set));
}

Uuid MintVault::schedule(const std::string& denomination, std::int64_t ahead) {
  const Uuid key = new_id();
  done(custody::KeysSchedule{{{key, denomination, present_period() + ahead}}});
  return key;
}

const Uuid& MintVault::blind_key() {
  if (!blind_key_) blind_key_ = schedule("eur-10-blind");
  return *blind_key_;
}

Result<ValueAnswer> MintVault::ask(ValueRequest request) {
  std::promise<Result<ValueAnswer>> promise;
  auto future = promise.get_future();
  (*this)->operations().submit(std::move(request), [&](Result<ValueAnswer> answer) {
    promise.set_value(std::move(answer));
  });
  return future.get();
}

CoinPouch MintVault::minted(const std::vector<custody::CoinLine>& lines) {
  const ValueRequest request = value_request(custody::CoinsMint{lines, holder.public_key});
  return opened(must(ask(request)), request.request);
}

CoinPouch MintVault::opened(const ValueAnswer& answer, const Uuid& request) const {
  const auto* exchanged = std::get_if<custody::Exchanged>(&answer.what);
  const custody::Minted& minted =
      exchanged != nullptr ? exchanged->minted : std::get<custody::Minted>(answer.what);
  return must(client::open_delivery(holder, id, request, minted.sealed));
}

custody::Payment MintVault::pay(const CoinPouch& coins, ByteView binding) {
  const auto keys = must((*this)->keys());
  for (const custody::KeyRecord& record : keys) {
    if (record.id == envelope_key)
      return {envelope_key, must(client::seal_payment(*record.public_key, coins, binding))};
  }
  throw std::runtime_error("the vault has no envelope key");
}

ValueRequest MintVault::check(const CoinPouch& coins) {
  ValueRequest request = value_request(custody::CoinsCheck{});
  auto& what = std::get<custody::CoinsCheck>(request.what);
  what.payment = pay(coins, custody::payment_binding(id, request.request, what));
  return request;
}

ValueRequest MintVault::exchange(const CoinPouch& coins, std::vector<custody::CoinLine> lines) {
  ValueRequest request =
      value_request(custody::CoinsExchange{{}, std::move(lines), holder.public_key});
  auto& what = std::get<custody::CoinsExchange>(request.what);
  what.payment = pay(coins, custody::payment_binding(id, request.request, what));
  return request;
}

ValueRequest MintVault::redeem(const CoinPouch& coins) {
  ValueRequest request = value_request(custody::CoinsRedeem{{}, sha256("an account")});
  auto& what = std::get<custody::CoinsRedeem>(request.what);
  what.payment = pay(coins, custody::payment_binding(id, request.request, what));
  return request;
}

std::vector<custody::Verdict> MintVault::verdicts(const CoinPouch& coins) {
  std::vector<custody::Verdict> found;
  const ValueAnswer answer = must(ask(check(coins)));
  for (const auto& coin : std::get<custody::Judged>(answer.what).coins)
    found.push_back(coin.verdict);
  return found;
}

CoinPouch with_a_bad_tag(const CoinPouch& coins, std::size_t at) {
  Bytes bytes(coins.bytes().reveal(reveal()).begin(), coins.bytes().reveal(reveal()).end());
  bytes[1 + (at + 1) * custody::kCoinBytes - 1] ^= 1;
  return must(CoinPouch::parse(must(SecretBytes::take(bytes))));
}

CoinPouch with_key(const CoinPouch& coin, const Uuid& key) {
  Bytes bytes(coin.bytes().reveal(reveal()).begin(), coin.bytes().reveal(reveal()).end());
  std::ranges::copy(key.bytes, bytes.begin() + 1);
  return must(CoinPouch::parse(must(SecretBytes::take(bytes))));
}

std::vector<Bytes> tags(const CoinPouch& coins) {
  std::vector<Bytes> all;
  for (std::size_t at = 0; at < coins.size(); ++at) {
    const ByteView tag = coins.bytes().reveal(reveal()).subspan(
        1 + (at + 1) * custody::kCoinBytes - custody::kCoinTagBytes, custody::kCoinTagBytes);
    all.emplace_back(tag.begin(), tag.end());
  }
  return all;
}

CoinPouch some_of(const CoinPouch& coins, const std::vector<std::size_t>& which) {
  std::vector<CoinPouch::Pick> picks;
  for (const std::size_t at : which) picks.push_back({&coins, at});
  return must(CoinPouch::of_picked(picks));
}

}  // namespace pyx::testing
